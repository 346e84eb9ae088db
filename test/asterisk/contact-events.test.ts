import { type ContactChange, MAX_CONTACT_URI_LENGTH } from '../../src/desk/ports/asterisk';
import { until } from '../lab/until';
import { type FakedAsterisk, startFakedAsterisk } from './with-fake-ami';

type Item = Record<string, string>;

let faked: FakedAsterisk;
let pjsip: Item[];
let peers: Item[];
let changes: string[];

const show = ({ technology, endpoint, uri, present }: ContactChange) =>
  `${technology} ${endpoint} ${uri} ${present ? 'present' : 'gone'}`;

const contactItem = (endpoint: string, uri: string): Item => ({
  Event: 'ContactList',
  Endpoint: endpoint,
  Uri: uri,
});

const peerItem = (name: string, ip: string): Item => ({
  Event: 'PeerEntry',
  ObjectName: name,
  IPaddress: ip,
  IPport: '5060',
  Dynamic: 'yes',
});

beforeEach(async () => {
  pjsip = [];
  peers = [];
  changes = [];
  faked = await startFakedAsterisk((fake) => {
    fake.on('PJSIPShowContacts', (request, to) =>
      pjsip.length > 0 ? to.list(request, pjsip) : to.error(request, 'No Contacts found\r\n'),
    );
    fake.on('SIPpeers', (request, to) => to.list(request, peers));
  });
  faked.asterisk.onContact((change) => changes.push(show(change)));
});

afterEach(() => faked.stop());

async function reconnected(): Promise<void> {
  const before = faked.log.lines('info').filter((line) => line.includes('contact.all-read')).length;
  faked.peer().cut();
  await until(
    'the contacts are read again',
    () => faked.log.lines('info').filter((line) => line.includes('contact.all-read')).length > before,
  );
}

async function changesAfter(count: number): Promise<readonly string[]> {
  await until(`${count} changes are reported`, () => changes.length >= count);
  return changes;
}

const contactStatus = (uri: string, status: string): Item => ({
  Event: 'ContactStatus',
  URI: uri,
  ContactStatus: status,
  AOR: '1001',
  EndpointName: '1001',
});

test.each(['NonQualified', 'Reachable', 'Unreachable', 'Created', 'Updated', 'Unknown'])(
  'the status %s means that the contact is present',
  async (status) => {
    faked.peer().event(contactStatus('sip:1001@10.0.0.1:5060', status));
    expect(await changesAfter(1)).toEqual(['pjsip 1001 sip:1001@10.0.0.1:5060 present']);
  },
);

test('the status Removed means that the contact is gone', async () => {
  faked.peer().event(contactStatus('sip:1001@10.0.0.1:5060', 'Removed'));
  expect(await changesAfter(1)).toEqual(['pjsip 1001 sip:1001@10.0.0.1:5060 gone']);
});

test('a chan_sip peer registers, moves and unregisters, although Unregistered has no address', async () => {
  const event = (fields: Item) =>
    faked.peer().event({ Event: 'PeerStatus', ChannelType: 'SIP', Peer: 'SIP/1009', ...fields });
  event({ PeerStatus: 'Registered', Address: '10.0.0.9:5060' });
  event({ PeerStatus: 'Reachable', Address: '10.0.0.9:5060' });
  event({ PeerStatus: 'Rejected', Address: '10.0.0.66:5060' });
  event({ PeerStatus: 'Registered', Address: '10.0.0.10:5060' });
  event({ PeerStatus: 'Unregistered', Cause: 'Expired' });
  expect(await changesAfter(4)).toEqual([
    'sip 1009 sip:1009@10.0.0.9:5060 present',
    'sip 1009 sip:1009@10.0.0.9:5060 gone',
    'sip 1009 sip:1009@10.0.0.10:5060 present',
    'sip 1009 sip:1009@10.0.0.10:5060 gone',
  ]);
});

test('PeerStatus of PJSIP (ContactStatus covers it) and of other technologies is ignored', async () => {
  const registered = { Event: 'PeerStatus', PeerStatus: 'Registered', Address: '10.0.0.8:5060' };
  faked.peer().event({ ...registered, ChannelType: 'PJSIP', Peer: 'PJSIP/1001' });
  faked.peer().event({ ...registered, ChannelType: 'IAX2', Peer: 'IAX2/1001' });
  faked.peer().event(contactStatus('sip:1001@10.0.0.1:5060', 'Reachable'));
  expect(await changesAfter(1)).toEqual(['pjsip 1001 sip:1001@10.0.0.1:5060 present']);
});

test('a contact whose URI is longer than our tables hold counts nowhere', async () => {
  const longest = 'sip:1001@10.0.0.1:5060;x='.padEnd(MAX_CONTACT_URI_LENGTH, 'a');
  faked.peer().event(contactStatus(`${longest}a`, 'Reachable'));
  faked.peer().event(contactStatus(longest, 'Reachable'));
  expect(await changesAfter(1)).toEqual([`pjsip 1001 ${longest} present`]);
  pjsip = [contactItem('1001', `${longest}a`), contactItem('1001', longest)];
  expect((await faked.asterisk.allContacts()).map(({ uri }) => uri)).toEqual([longest]);
  faked.fake.on('PJSIPShowEndpoint', (request, to) =>
    to.list(
      request,
      [`${longest}a`, longest].map((URI) => ({ Event: 'ContactStatusDetail', AOR: '1001', URI })),
    ),
  );
  const contacts = await faked.asterisk.contacts({ endpoint: '1001', technology: 'pjsip' });
  expect(contacts.map(({ uri }) => uri)).toEqual([longest]);
});

test('after a reconnect every contact is reported once, and lost ones are reported as gone', async () => {
  faked.peer().event(contactStatus('sip:1001@10.0.0.1:5060', 'Reachable'));
  faked.peer().event({
    Event: 'PeerStatus',
    ChannelType: 'SIP',
    Peer: 'SIP/1009',
    PeerStatus: 'Registered',
    Address: '10.0.0.9:5060',
  });
  await changesAfter(2);
  changes.length = 0;
  pjsip = [contactItem('1001', 'sip:1001@10.0.0.2:5060'), contactItem('1002', 'sip:1002@10.0.0.3:5060')];
  peers = [peerItem('1009', '10.0.0.9')];
  await reconnected();
  expect([...changes].sort()).toEqual([
    'pjsip 1001 sip:1001@10.0.0.1:5060 gone',
    'pjsip 1001 sip:1001@10.0.0.2:5060 present',
    'pjsip 1002 sip:1002@10.0.0.3:5060 present',
    'sip 1009 sip:1009@10.0.0.9:5060 present',
  ]);
});

test('an event that arrives while the contacts are read overrides the list', async () => {
  const gone = 'sip:1001@10.0.0.1:5060';
  const came = 'sip:1001@10.0.0.2:5060';
  faked.fake.on('PJSIPShowContacts', (request, to) => {
    to.event(contactStatus(gone, 'Removed'));
    to.event(contactStatus(came, 'NonQualified'));
    to.list(request, [contactItem('1001', gone)]);
  });
  await reconnected();
  expect(changes).toEqual([`pjsip 1001 ${gone} gone`, `pjsip 1001 ${came} present`]);
});

test('a contact that returns while the contacts are read is not reported as gone', async () => {
  const uri = 'sip:1001@10.0.0.1:5060';
  faked.peer().event(contactStatus(uri, 'Reachable'));
  await changesAfter(1);
  faked.fake.on('PJSIPShowContacts', (request, to) => {
    to.event(contactStatus(uri, 'NonQualified'));
    to.error(request, 'No Contacts found\r\n');
  });
  await reconnected();
  expect(changes).toEqual([`pjsip 1001 ${uri} present`, `pjsip 1001 ${uri} present`]);
});

test('without chan_sip or without PJSIP, the contacts of the other one are listed', async () => {
  pjsip = [contactItem('1001', 'sip:1001@10.0.0.1:5060')];
  peers = [peerItem('1009', '10.0.0.9')];
  const uris = async () => (await faked.asterisk.allContacts()).map((each) => each.uri);
  expect(await uris()).toEqual(['sip:1001@10.0.0.1:5060', 'sip:1009@10.0.0.9:5060']);
  const unknown = 'Invalid/unknown command: x. Use Action: ListCommands to show available commands.';
  faked.fake.on('PJSIPShowContacts', (request, to) => to.error(request, unknown));
  expect(await uris()).toEqual(['sip:1009@10.0.0.9:5060']);
  faked.fake.on('SIPpeers', (request, to) => to.error(request, unknown));
  expect(await uris()).toEqual([]);
});

test('an unsubscribed listener gets nothing, and a throwing listener does not affect others', async () => {
  const silent = jest.fn();
  faked.asterisk.onContact(silent)();
  faked.asterisk.onContact(() => {
    throw new Error('broken');
  });
  const later = jest.fn();
  faked.asterisk.onContact(later);
  faked.peer().event(contactStatus('sip:1001@10.0.0.1:5060', 'Reachable'));
  await until('the last listener gets it', () => later.mock.calls.length === 1);
  expect(silent).not.toHaveBeenCalled();
  expect(faked.log.lines('error')).toHaveLength(1);
});
