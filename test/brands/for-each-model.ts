import { errorText } from '../../src/lib/errors';
import type { Brand } from '../../src/phones/brands/brand';
import type { ModelRow } from './support';

/** So many failures are shown whole; of those after them, only the models. */
const SHOWN_WHOLE = 3;

interface Failure {
  readonly title: string;
  readonly error: unknown;
}

type AnyRow = ModelRow & { readonly models?: readonly string[] };

/** Checks each of these models, and fails once for all of them: each one's brand, name and reason are in the message. */
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

/** The same for checks that wait, one after the other. */
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

/** Makes a thing for each model when it is first asked for, and only once. */
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
  const whole = failures.slice(0, SHOWN_WHOLE).map(({ title, error }) => `${title}: ${errorText(error)}`);
  const rest = failures.slice(SHOWN_WHOLE).map(({ title }) => title);
  const also = rest.length > 0 ? [`also: ${rest.join('; ')}`] : [];
  // The cause says in which line it was.
  throw new Error([`${failures.length} of ${count} models fail`, ...whole, ...also].join('\n\n'), {
    cause: failures[0]?.error,
  });
}
