/** A map that holds so many entries at the most: beyond that, the one that was set longest ago is forgotten. */
export class BoundedMap<K, V> {
  /** The entry that was set longest ago stands first. */
  private readonly entries = new Map<K, V>();

  constructor(private readonly mostEntries: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.mostEntries) return;
      this.entries.delete(oldest);
    }
  }
}
