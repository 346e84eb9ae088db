import { errorText } from '../../src/lib/errors';
import type { Brand } from '../../src/phones/brands/brand';
import type { ModelRow } from './support';

/** The number of failures with their full message; further ones show only the model. */
const FULL_MESSAGES = 3;

interface Failure {
  readonly title: string;
  readonly error: unknown;
}

type AnyRow = ModelRow & { readonly models?: readonly string[] };

/** Checks each model. @throws one Error for all failures, with brand, model and reason of each. */
export function forEachModel<Row extends ModelRow>(rows: readonly Row[], check: (row: Row) => void): void {
  const failures = rows.flatMap((row): Failure[] => {
    try {
      check(row);
      return [];
    } catch (error) {
      return [failureOf(row, error)];
    }
  });
  report(failures, rows.length);
}

/** The same for asynchronous checks, one after the other. */
export async function forEachModelInTurn<Row extends ModelRow>(
  rows: readonly Row[],
  check: (row: Row) => Promise<void>,
): Promise<void> {
  const failures: Failure[] = [];
  for (const row of rows) {
    await check(row).catch((error: unknown) => failures.push(failureOf(row, error)));
  }
  report(failures, rows.length);
}

/** Caches a value per model, made at its first use. */
export function perModel<T extends object | string>(make: (row: ModelRow) => T): (row: ModelRow) => T {
  const made = new Map<Brand, Map<string, T>>();
  return (row) => {
    const ofBrand = made.get(row.brand) ?? new Map<string, T>();
    const value = ofBrand.get(row.name) ?? make(row);
    made.set(row.brand, ofBrand.set(row.name, value));
    return value;
  };
}

function failureOf({ brand, name, models = [] }: AnyRow, error: unknown): Failure {
  const others = models.filter((each) => each !== name);
  const also = others.length > 0 ? ` (also ${others.join(', ')})` : '';
  return { title: `${brand.id} ${name}${also}`, error };
}

function report(failures: readonly Failure[], count: number): void {
  if (count === 0) throw new Error('there are no models to check');
  if (failures.length === 0) return;
  const whole = failures.slice(0, FULL_MESSAGES).map(({ title, error }) => `${title}: ${errorText(error)}`);
  const rest = failures.slice(FULL_MESSAGES).map(({ title }) => title);
  const also = rest.length > 0 ? [`also: ${rest.join('; ')}`] : [];
  // The cause has the line of the first failure.
  throw new Error([`${failures.length} of ${count} models fail`, ...whole, ...also].join('\n\n'), {
    cause: failures[0]?.error,
  });
}
