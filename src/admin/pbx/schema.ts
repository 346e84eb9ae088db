import { z } from 'zod';
import type { IncompletePbx } from '../../desk/census/losses';
import { CENSUS_PARTS } from '../../desk/ports/census';
import { formatInstant, instantResponse } from '../schemas/common';

/** The names of missing rows that are shown of each part. */
const MAX_NAMES = 100;

const lossResponse = z
  .object({
    part: z
      .enum(CENSUS_PARTS)
      .describe('The table of FreePBX: users, devices, sip; or mailboxes, those of voicemail.conf.'),
    missing: z.int().describe('How many rows are missing.'),
    of: z.int().describe('How many there were when FreePBX was last complete.'),
    names: z.array(z.string()).describe(`The first ${MAX_NAMES} of them: extensions, or ids of devices.`),
  })
  .meta({ id: 'PbxLoss' });

export const pbxResponse = z
  .object({
    complete: z.boolean().describe('False while rows are missing that FreePBX had; then nobody can log in.'),
    since: instantResponse.nullable().describe('Since when rows are missing.'),
    losses: z.array(lossResponse),
  })
  .meta({ id: 'Pbx' });

export function toPbxResponse(incomplete: IncompletePbx | null): z.input<typeof pbxResponse> {
  return {
    complete: incomplete === null,
    since: incomplete && formatInstant(incomplete.since),
    losses: (incomplete?.losses ?? []).map(({ part, missing, of }) => ({
      part,
      missing: missing.length,
      of,
      names: missing.slice(0, MAX_NAMES),
    })),
  };
}

const missingCount = z.int().min(0).optional().default(0);

export const lossesConfirmation = z
  .strictObject({
    missing: z
      .strictObject({
        users: missingCount,
        devices: missingCount,
        sip: missingCount,
        mailboxes: missingCount,
      })
      .describe('How many rows are missing of each part, as GET /api/v1/pbx shows. Left out: 0.'),
  })
  .meta({ id: 'LossesConfirmation' });
