import { BRANDS } from '../../../phoneapps';
import type { Contact } from '../../../src/desk/ports/asterisk';
import { contactsToEnd } from '../../../src/desk/sessions/contacts';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import { session } from '../../admin/samples';

const brands = createBrandRegistry(BRANDS);
const SANGOMA = 'Sangoma S500 V2.0.4.67';
const phone = { brand: 'sangoma' };

/** A registration of 1001 from behind the address that its phone shares with others. */
function contact(port: number, userAgent: string): Contact {
  const address = '198.51.100.7';
  return {
    endpoint: '1001',
    technology: 'pjsip',
    uri: `sip:1001@${address}:${port}`,
    address,
    port,
    userAgent,
  };
}

const own = contact(5060, SANGOMA);
const ended = session(1, { provisionedAt: 1, phoneAddress: own.address, contactUri: own.uri });

test('the contact of the session ends, and one of the same phone at another port', () => {
  const again = contact(5070, SANGOMA);
  expect(contactsToEnd(brands, ended, phone, null, [own, again])).toEqual([own, again]);
});

test('a registration without a User-Agent at the same address is not the phone of a session whose contact is known', () => {
  expect(contactsToEnd(brands, ended, phone, null, [own, contact(5080, '')])).toEqual([own]);
});

test('a softphone at the same address stays', () => {
  expect(contactsToEnd(brands, ended, phone, null, [own, contact(5090, 'Linphone/5.2.0')])).toEqual([own]);
});

test('without a known contact, one without a User-Agent at the address of the phone is that of the phone', () => {
  const silent = contact(5060, '');
  expect(contactsToEnd(brands, { ...ended, contactUri: null }, phone, null, [silent])).toEqual([silent]);
});

test('a registration at the address of a session whose config no phone has fetched is that of another phone', () => {
  const requested = { ...ended, provisionedAt: null, contactUri: null };
  expect(contactsToEnd(brands, requested, phone, null, [own])).toEqual([]);
});
