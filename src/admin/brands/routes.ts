import { z } from 'zod';
import { defineOperation, type Operation } from '../http/operation';
import type { Brands } from '../ports/brands';
import { brandResponse, toBrandResponse } from './schema';

export function brandOperations({ brands }: { readonly brands: Brands }): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/brands',
      scope: 'read',
      id: 'listBrands',
      tag: 'Brands',
      summary: 'List brands with models, features and limitations',
      reply: z.object({ items: z.array(brandResponse) }).meta({ id: 'Brands' }),
      problems: [],
      answer: async () => ({ items: brands.all().map(toBrandResponse) }),
    }),
  ];
}
