type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields of a change that were really given. */
export function withoutUndefined<T extends object>(change: T): Defined<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Defined<T>;
}
