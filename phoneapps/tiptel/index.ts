import type { Brand } from '../../src/phones/brands/brand';
import { yealinkBrand } from '../yealink/family';
import { type YealinkModel, yealinkModel } from '../yealink/models';

/** Yealink's numbers for the model: the first part of its firmware versions, and the number of its common file. */
interface Label {
  readonly firmware: string;
  readonly code: string;
}

export const TIPTEL_LABELS: Readonly<Record<string, Label>> = {
  ip280: { firmware: '9', code: '7' },
  ip282: { firmware: '7', code: '5' },
  ip284: { firmware: '6', code: '4' },
  ip286: { firmware: '2', code: '0' },
};

const model = (
  accounts: number,
  lineKeys: number,
  label: Label | undefined,
  softKeys?: number,
): YealinkModel =>
  yealinkModel(accounts, lineKeys, {
    code: label?.code ?? null,
    generation: 'v70',
    ...(softKeys === undefined ? {} : { softKeys }),
  });

export const TIPTEL_MODELS: Readonly<Record<string, YealinkModel>> = {
  ip286: model(6, 6, TIPTEL_LABELS.ip286),
  ip284: model(3, 3, TIPTEL_LABELS.ip284),
  ip282: model(3, 3, TIPTEL_LABELS.ip282),
  // No soft keys.
  ip280: model(2, 2, TIPTEL_LABELS.ip280, 0),
};

/** tiptel IP 28x: first-generation Yealink T2x under another name, with MACs from Yealink's OUI. */
export const tiptel = yealinkBrand({
  id: 'tiptel',
  name: 'tiptel IP 28x',
  identity: {
    ouis: [],
    sharedOuis: ['001565'],
    userAgents: [
      /^tiptel\s+(?<model>IP\s+28\w{1,3})\s+(?<firmware>[\d.]+)(?:\s+(?<mac>[0-9a-f:]{12,17}))?$/i,
    ],
    sipUserAgents: [/^tiptel\s+IP\s+28/i],
  },
  models: TIPTEL_MODELS,
  unknownGeneration: 'v70',
  modelOf: (said) => said.toLowerCase().replace(/\s+/g, ''),
}) satisfies Brand;
