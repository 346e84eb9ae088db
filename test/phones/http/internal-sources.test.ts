import { InternalSources } from '../../../src/phones/http/internal-sources';
import { UNKNOWN_SOURCE } from '../../../src/phones/http/source-address';

const NETWORKS = ['192.0.2.0/24', '2001:db8:0:1::/64'];

function sourcesOf(networks: readonly string[]): InternalSources {
  const sources = new InternalSources();
  sources.follow(networks);
  return sources;
}

test('knows who is inside, by the networks of the settings that were read last', () => {
  const sources = sourcesOf(NETWORKS);
  const inside = ['192.0.2.7', UNKNOWN_SOURCE, '192.0.3.7'].map((source) => sources.isInside(source));
  expect(inside).toEqual([true, true, false]);
  sources.follow(['192.0.3.0/24']);
  expect(['192.0.2.7', '192.0.3.7'].map((source) => sources.isInside(source))).toEqual([false, true]);
});

test('inside, each IPv6 address is a source in one spelling; outside, its /64 is', () => {
  const sources = sourcesOf(NETWORKS);
  const names = ['2001:db8:0:1::7', '2001:DB8:0:1:0::7', '2001:db8:0:2::7', '192.0.2.7'].map((address) =>
    sources.sourceOf(address),
  );
  expect(names).toEqual(['2001:db8:0:1:0:0:0:7', '2001:db8:0:1:0:0:0:7', '2001:db8:0:2::/64', '192.0.2.7']);
  expect(names.map((source) => sources.isInside(source))).toEqual([true, true, false, true]);
});

test('a network that holds only a part of a /64 is not the whole of it', () => {
  const sources = sourcesOf(['2001:db8:0:1::/96']);
  const outside = sources.sourceOf('2001:db8:0:1:8000::7');
  expect([outside, sources.isInside(outside)]).toEqual(['2001:db8:0:1::/64', false]);
});

test('reads the networks only when they change, however often the settings are read', () => {
  const net = jest.requireActual<typeof import('node:net')>('node:net');
  const sources = sourcesOf(NETWORKS);
  const lists = jest.spyOn(net, 'BlockList');
  try {
    for (let request = 0; request < 10; request += 1) {
      sources.follow([...NETWORKS]);
      sources.isInside('192.0.2.7');
    }
    expect(lists).not.toHaveBeenCalled();
  } finally {
    lists.mockRestore();
  }
});
