import { brandsDocument } from './brands';
import { layersDocument } from './layers';
import { metricsDocument } from './metrics';
import { openApiPage } from './openapi';
import { renderSettings } from './settings';

/** A page of docs/ that is generated from code. */
export interface GeneratedDocument {
  /** Its path from the root of the repository. */
  readonly file: string;
  render(): string;
}

/** All generated pages. `npm run docs` writes them, and a test fails when one is out of date. */
export const GENERATED_DOCUMENTS: readonly GeneratedDocument[] = [
  { file: 'docs/settings.md', render: renderSettings },
  metricsDocument,
  openApiPage,
  brandsDocument,
  layersDocument,
];
