import type { NewTemplate } from '../../src/admin/ports/lists';
import type { Phone, Session } from '../../src/desk/model';
import { type Mac, parseMac } from '../../src/lib/mac';

export const START = 1_700_000_000_000;

export const template = (change: Partial<NewTemplate> = {}): NewTemplate => ({
  brand: 'yealink',
  name: 'standard',
  isDefault: false,
  settings: {},
  keys: [],
  overrides: {},
  ...change,
});

export const mac = (number: number): Mac => parseMac(number.toString(16).padStart(12, '0')) as Mac;

export const phone = (number: number, change: Partial<Phone> = {}): Phone => ({
  mac: mac(number),
  brand: 'yealink',
  model: 't46s',
  firmware: null,
  label: '',
  createdAt: START,
  lastSeen: null,
  linkTokenId: null,
  linkUsed: false,
  ...change,
});

export const session = (number: number, change: Partial<Session> = {}): Session => ({
  id: `session-${number}`,
  extension: `100${number}`,
  endpoint: `100${number}`,
  technology: 'pjsip',
  mac: mac(number),
  via: 'internal',
  state: 'requested',
  allowedBy: 'rest',
  tokenId: 't'.repeat(64),
  tokenNonce: 'n'.repeat(32),
  loginTokenId: 'l'.repeat(64),
  loginAddress: '192.0.2.1',
  phoneAddress: null,
  contactUri: null,
  contactAddress: null,
  contactLostAt: null,
  requestedAt: START + number,
  provisionedAt: null,
  verifiedAt: null,
  endedAt: null,
  endReason: null,
  notifiedAt: null,
  escalationLevel: 0,
  unverifiedAt: null,
  deliveredHash: null,
  notifiedHash: null,
  ...change,
});
