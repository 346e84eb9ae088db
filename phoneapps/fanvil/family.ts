import type { Brand, Model } from '../../src/phones/brands/brand';
import { type Face, type Layout, modelOfLayout } from './models';
import type { FanvilNames } from './names';
import { fanvilParameters } from './parameters';

/** What differs between the brands that run Fanvil's firmware. */
export interface FanvilLabel {
  readonly id: string;
  readonly name: string;
  readonly identity: Brand['identity'];
  readonly files: Brand['files'];
  readonly format: Brand['format'];
  readonly contentType: string;
  readonly names: FanvilNames;
  readonly face: Face;
  readonly layouts: Readonly<Record<string, Layout>>;
  readonly unknownLayout: Layout;
  readonly screens: Brand['screens'];
}

/** A brand of the family: its model's common file, then `<mac>.cfg`. Only the parameter names depend on the format. */
export function fanvilBrand(label: FanvilLabel): Brand {
  const { id, name, identity, files, format, contentType, names, face, layouts, unknownLayout } = label;
  const models = Object.fromEntries(
    Object.entries(layouts).map(([model, layout]) => [model, modelOfLayout(layout, face)]),
  );
  const byModel = new Map<Model, Layout>(
    Object.entries(layouts).flatMap(([model, layout]) => {
      const made = models[model];
      return made ? [[made, layout]] : [];
    }),
  );
  return {
    id,
    name,
    identity,
    files,
    configFile: (mac) => `${mac}.cfg`,
    keepsUrl: true,
    httpAuth: 'digest',
    models,
    unknownModel: modelOfLayout(unknownLayout, face),
    modelOf: (said) => said.toLowerCase().replace(/\s+/g, '-'),
    format,
    contentType,
    parameters: (config, model) => fanvilParameters(config, byModel.get(model) ?? unknownLayout, names),
    screens: label.screens,
    sipPort: 5060,
    createdByRest: false,
  };
}
