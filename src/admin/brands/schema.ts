import { z } from 'zod';
import type { BrandFacts } from '../ports/brands';

export const brandResponse = z
  .object({
    id: z.string(),
    name: z.string(),
    createdByRest: z
      .boolean()
      .describe(
        'Phones of this brand have no MAC and no login screens: create them and log them in by REST.',
      ),
    keepsUrl: z
      .boolean()
      .describe(
        'Whether a phone stores the provisioning URL from its config. The setting `requireToken` works only with brands that do.',
      ),
    httpAuth: z
      .enum(['digest', 'basic', 'none'])
      .describe('HTTP authentication that its phones support. `none`: no support; they are exempt.'),
    hasLoginScreens: z.boolean().describe('Whether its phones show the login screens.'),
    models: z.array(
      z.object({
        name: z.string(),
        accounts: z.number().int(),
        lineKeys: z.number().int(),
        softKeys: z.number().int(),
        applyMethods: z
          .array(
            z.object({
              kind: z.enum(['notify', 'http', 'poll', 'restart']),
              reboots: z.boolean(),
              event: z.string().optional().describe('The Event header of the NOTIFY.'),
              call: z
                .object({ port: z.number().int(), path: z.string(), body: z.string() })
                .optional()
                .describe('The POST request to the phone, for `http`.'),
            }),
          )
          .describe('Methods to make the phone apply a new config, best first.'),
      }),
    ),
    limitations: z.string().describe('Known limitations and untested features (Markdown).'),
  })
  .meta({ id: 'Brand' });

export function toBrandResponse(facts: BrandFacts): z.input<typeof brandResponse> {
  const models = facts.models.map((model) => ({ ...model, applyMethods: [...model.applyMethods] }));
  return { ...facts, models };
}
