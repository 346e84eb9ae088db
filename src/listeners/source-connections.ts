import type { Socket } from 'node:net';

/** The open connections of one source (see `sourceOf`), which may have several addresses. */
export class SourceConnections {
  /** By address, oldest first. */
  private readonly byAddress = new Map<string, Set<Socket>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(address: string, socket: Socket): void {
    this.byAddress.set(address, (this.byAddress.get(address) ?? new Set()).add(socket));
    this.count += 1;
  }

  remove(address: string, socket: Socket): void {
    const own = this.byAddress.get(address);
    if (!own?.delete(socket)) return;
    this.count -= 1;
    if (own.size === 0) this.byAddress.delete(address);
  }

  /** The oldest connection of the address with most: an IPv6 network inside is many machines, and one of them may have it all. */
  oldestOfLargest(): Socket | undefined {
    let most: ReadonlySet<Socket> = new Set();
    for (const own of this.byAddress.values()) if (own.size > most.size) most = own;
    const [oldest] = most;
    return oldest;
  }
}
