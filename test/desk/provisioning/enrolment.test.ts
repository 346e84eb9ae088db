import { enrolmentRefusal } from '../../../src/desk/provisioning/enrolment';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings';

const ON = { ...DEFAULT_DESK_SETTINGS, defaultLogin: true };
const LISTED = {
  ...ON,
  enrolment: 'network' as const,
  internalNetworks: ['10.0.0.0/8'],
  enrolmentInternalNetworks: ['10.1.0.0/16'],
  enrolmentExternalNetworks: ['203.0.113.0/24'],
};

describe('an unknown phone gets a default login, or is turned away with the reason', () => {
  test.each([
    ['open: anywhere', ON, 'yealink', '203.0.113.5', null],
    ['known: nowhere', { ...ON, enrolment: 'known' as const }, 'yealink', '10.1.0.5', 'not-known'],
    ['network: inside, in the list', LISTED, 'yealink', '10.1.0.5', null],
    ['network: inside, not in the list', LISTED, 'yealink', '10.2.0.5', 'not-in-network'],
    ['network: outside, in the list', LISTED, 'yealink', '203.0.113.5', null],
    ['network: outside, not in the list', LISTED, 'yealink', '198.51.100.5', 'not-in-network'],
    [
      'network: the external list does not apply to internal phones',
      { ...LISTED, enrolmentInternalNetworks: [], enrolmentExternalNetworks: ['10.0.0.0/8'] },
      'yealink',
      '10.1.0.5',
      'not-in-network',
    ],
    [
      'a policy for one brand',
      { ...ON, enrolmentByBrand: { yealink: 'known' as const } },
      'yealink',
      '10.1.0.5',
      'not-known',
    ],
    [
      'a policy for one brand does not apply to others',
      { ...ON, enrolmentByBrand: { yealink: 'known' as const } },
      'sangoma',
      '10.1.0.5',
      null,
    ],
    [
      'never while Default Login is off',
      { ...ON, defaultLogin: false },
      'yealink',
      '10.1.0.5',
      'default-login-off',
    ],
  ])('%s', (_title, settings, brand, address, expected) => {
    expect(enrolmentRefusal(settings, brand, address)).toBe(expected);
  });
});
