import { z } from 'zod';
import { fieldErrors, fieldWording } from '../../src/admin/http/field-errors';
import { openAdmin } from './support';

const schema = z.strictObject({
  text: z.string().min(1).max(3),
  pattern: z.string().regex(/^a$/, 'must be the letter a'),
  whole: z.int().min(2).max(5),
  flag: z.boolean(),
  kind: z.enum(['one', 'two']),
  only: z.literal('true'),
  list: z.array(z.strictObject({ name: z.string() })).max(1),
  map: z.record(z.string().regex(/^[a-z]+$/, 'must be lower case'), z.string()),
  nested: z.strictObject({ inner: z.string() }),
});
const VALID = {
  text: 'x',
  pattern: 'a',
  whole: 3,
  flag: true,
  kind: 'one',
  only: 'true',
  list: [],
  map: {},
  nested: { inner: '' },
};

function errorsOf(value: unknown): Record<string, string> {
  const parsed = schema.safeParse(value, { error: fieldWording });
  if (parsed.success) return {};
  return Object.fromEntries(
    fieldErrors(parsed.error, value, 'body').map(({ path, message }) => [path, message]),
  );
}

describe('the wording of field errors', () => {
  it('is the same for every field that is missing, whatever its type', () => {
    const names = Object.keys(VALID);
    const expected = Object.fromEntries(names.map((name) => [`body.${name}`, 'is missing']));
    expect(errorsOf({})).toEqual(expected);
    expect(errorsOf(Object.fromEntries(names.map((name) => [name, undefined])))).toEqual(expected);
    expect(errorsOf({ ...VALID, nested: {} })).toEqual({ 'body.nested.inner': 'is missing' });
    expect(errorsOf({ ...VALID, list: [{}] })).toEqual({ 'body.list[0].name': 'is missing' });
  });

  it.each<[object, string, string]>([
    [{ text: 5 }, 'body.text', 'must be a string'],
    [{ text: null }, 'body.text', 'must be a string'],
    [{ text: '' }, 'body.text', 'must have at least 1 character'],
    [{ text: 'long text' }, 'body.text', 'must have at most 3 characters'],
    [{ pattern: 'b' }, 'body.pattern', 'must be the letter a'],
    [{ whole: 2.5 }, 'body.whole', 'must be a whole number'],
    [{ whole: 1 }, 'body.whole', 'must be at least 2'],
    [{ whole: 6 }, 'body.whole', 'must be at most 5'],
    [{ flag: 'yes' }, 'body.flag', 'must be true or false'],
    [{ kind: 'three' }, 'body.kind', 'must be one of one, two'],
    [{ only: 'false' }, 'body.only', 'must be true'],
    [{ list: {} }, 'body.list', 'must be a list'],
    [{ list: [{ name: '' }, { name: '' }] }, 'body.list', 'must have at most 1 item'],
    [{ map: { A: '' } }, 'body.map.A', 'must be lower case'],
    [{ nested: 'x' }, 'body.nested', 'must be an object'],
    [{ color: 1 }, 'body.color', 'is unknown'],
  ])('%j', (change, path, message) => {
    expect(errorsOf({ ...VALID, ...change })).toEqual({ [path]: message });
  });

  it('is that of the admin API', async () => {
    const app = await openAdmin();
    const { body } = await app.rest.post('/api/v1/mappings').send({ brand: 5 }).expect(400);
    await app.close();
    expect(body.errors).toEqual([
      { path: 'body.extension', message: 'is missing' },
      { path: 'body.brand', message: 'must be a string' },
      { path: 'body.templateId', message: 'is missing' },
    ]);
  });
});
