import type { Brand, Model } from '../../src/phones/brands/brand';
import { type Generation, type YealinkModel, yealinkModel } from './models';
import { yealinkParameters } from './parameters';

/** What differs between the brands that run Yealink's firmware. */
export interface YealinkLabel {
  readonly id: string;
  readonly name: string;
  readonly identity: Brand['identity'];
  readonly models: Readonly<Record<string, YealinkModel>>;
  /** The generation of an unlisted model. */
  readonly unknownGeneration: Generation;
  /** The key in `models` for a model name from a User-Agent or an admin. */
  modelOf(said: string): string;
}

/** A brand of the family: `<mac>.cfg` with `name = value` lines, XML browser keys, pages in Aastra's dialect. */
export function yealinkBrand({ unknownGeneration, ...label }: YealinkLabel): Brand {
  // An unlisted model may have few line keys or none, so a login key after a template's keys could be out of reach. So the
  // logins go on soft keys, which most models have, and line keys are not written.
  const unknownModel = yealinkModel(16, 0, { generation: unknownGeneration });
  const listed = new Map<Model, YealinkModel>(Object.values(label.models).map((model) => [model, model]));
  return {
    ...label,
    unknownModel,
    files: [
      { pattern: /^(?<mac>[0-9a-f]{12})\.boot$/i, role: 'absent' },
      { pattern: /^y0{12}\.boot$/i, role: 'absent' },
      { pattern: /^y0{9}\d{3}\.cfg$/i, role: 'absent' },
      { pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' },
    ],
    configFile: (mac) => `${mac}.cfg`,
    keepsUrl: true,
    httpAuth: 'digest',
    format: 'key-value',
    contentType: 'text/plain; charset=utf-8',
    parameters: (config, model) => yealinkParameters(config, listed.get(model) ?? unknownModel),
    screens: {
      dialect: 'aastra',
      prefix: 'YealinkIPPhone',
      numberedStyle: 'numbered',
      maxBytes: 10_000,
      maxMenuItems: 30,
      softKeys: { ok: 4, exit: 1 },
      contentType: 'text/xml; charset=utf-8',
    },
    sipPort: 5060,
    createdByRest: false,
  };
}
