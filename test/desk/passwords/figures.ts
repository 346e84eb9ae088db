/** How often something happened, by its name. */
export class Figures {
  private readonly counts = new Map<string, number>();
  add(name: string): void {
    this.counts.set(name, this.of(name) + 1);
  }
  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }
  /** What follows a prefix in the names, with how often. */
  after(prefix: string): [string, number][] {
    const found = [...this.counts].filter(([name]) => name.startsWith(prefix));
    return found.map(([name, count]): [string, number] => [name.slice(prefix.length), count]).sort();
  }
  toString(): string {
    return this.after('')
      .map(([name, count]) => `  ${name}: ${count}\n`)
      .join('');
  }
}
