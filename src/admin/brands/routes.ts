import { z } from 'zod';
import { type Operation, operation } from '../http/operation';
import type { BrandFacts, Brands } from '../ports/brands';

const brandResponse = z
  .object({
    id: z.string(),
    name: z.string(),
    createdByRest: z
      .boolean()
      .describe('Its phones have no MAC and no login screens: they are made and logged in by REST.'),
    keepsUrl: z
      .boolean()
      .describe(
        'Whether a phone keeps the provisioning URL that its config gives it. The setting `requireToken` works only for those that do.',
      ),
    httpAuth: z
      .enum(['digest', 'basic', 'none'])
      .describe('How its phones can log in by HTTP for their files. `none`: they cannot, and are exempt.'),
    screens: z.boolean().describe('Whether it shows the login screens.'),
    models: z.array(
      z.object({
        name: z.string(),
        accounts: z.number().int(),
        lineKeys: z.number().int(),
        softKeys: z.number().int(),
        apply: z
          .array(
            z.object({
              kind: z.enum(['notify', 'http', 'poll', 'restart']),
              reboots: z.boolean(),
              event: z.string().optional().describe('The Event header of the NOTIFY.'),
              call: z
                .object({ port: z.number().int(), path: z.string(), body: z.string() })
                .optional()
                .describe('What is POSTed to the phone, when it is an HTTP call.'),
            }),
          )
          .describe('How it may be made to take its new config, the best first.'),
      }),
    ),
    limitations: z.string().describe('What it cannot do, and what is not proven.'),
  })
  .meta({ id: 'Brand' });

export function brandOperations({ brands }: { readonly brands: Brands }): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/v1/brands',
      scope: 'read',
      id: 'listBrands',
      tag: 'Brands',
      summary: 'What each brand and model can do, and its limitations',
      reply: z.object({ items: z.array(brandResponse) }).meta({ id: 'Brands' }),
      problems: [],
      answer: async () => ({ items: brands.all().map(show) }),
    }),
  ];
}

function show(facts: BrandFacts): z.input<typeof brandResponse> {
  const models = facts.models.map((model) => ({ ...model, apply: [...model.apply] }));
  return { ...facts, models };
}
