import { availableVias, pbxAddress } from '../../src/desk/settings';

test.each([
  [null, null, []],
  ['10.0.0.1', null, ['internal']],
  [null, 'pbx.example.com', ['external']],
  ['10.0.0.1', 'pbx.example.com', ['internal', 'external']],
])(
  'with the addresses %p and %p the available `via` values are %p',
  (internalAddress, externalAddress, vias) => {
    const settings = { internalAddress, externalAddress };
    expect(availableVias(settings)).toEqual(vias);
    expect([pbxAddress(settings, 'internal'), pbxAddress(settings, 'external')]).toEqual([
      internalAddress,
      externalAddress,
    ]);
  },
);
