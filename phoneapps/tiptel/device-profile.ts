import { createYealinkProfile } from '../yealink/device-profile';
import { TIPTEL_LABELS, TIPTEL_MODELS } from '.';

/** A Yealink T2x of the first generation, with tiptel in its User-Agents. */
export const tiptelProfile = createYealinkProfile(
  {
    callsItself: (name) => `Tiptel ${name.toUpperCase().replace(/^IP/, 'IP ')}`,
    version: (name) => `${TIPTEL_LABELS[name]?.firmware ?? '18'}.70.0.50`,
  },
  TIPTEL_MODELS,
  'v70',
);
