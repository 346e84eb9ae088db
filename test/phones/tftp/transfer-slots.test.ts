import { TransferSlots } from '../../../src/phones/tftp/transfer-slots';

const LIMITS = { all: 8, perSource: 2, unproven: 6 };

/** Slots with a clock that the test moves, and the clients whose transfers were ended. */
function openSlots() {
  let now = 0;
  const ended: string[] = [];
  const slots = new TransferSlots(LIMITS, () => now);
  const begin = (source: string, port = 1): boolean => {
    const client = `${source} ${port}`;
    if (!slots.take(client, source)) return false;
    slots.begin(client, () => {
      ended.push(client);
      slots.free(client);
    });
    return true;
  };
  const acknowledge = (source: string, port = 1) => slots.acknowledge(`${source} ${port}`);
  const later = (milliseconds: number) => {
    now += milliseconds;
  };
  return { slots, begin, acknowledge, later, ended };
}

test('a flood of forged senders leaves slots to phones that have fetched before', () => {
  const { slots, begin, acknowledge } = openSlots();
  begin('known');
  acknowledge('known');
  slots.free('known 1');
  const begun = Array.from({ length: 20 }, (_, at) => begin(`forged-${at}`)).filter(Boolean);
  expect(begun).toHaveLength(LIMITS.unproven);
  expect([begin('known'), begin('known', 2)]).toEqual([true, true]);
});

test('a phone that was never seen replaces the oldest transfer without an acknowledgement', () => {
  const { begin, acknowledge, later, ended } = openSlots();
  for (let at = 0; at < LIMITS.unproven; at += 1) begin(`forged-${at}`);
  expect(begin('new')).toBe(false);
  later(500);
  expect([begin('new'), ended]).toEqual([true, ['forged-0 1']]);
  acknowledge('forged-1');
  later(500);
  expect([begin('newer'), begin('newest'), ended]).toEqual([true, true, ['forged-0 1', 'forged-2 1']]);
});

/** A transfer of each of these clients, acknowledged. */
function hold({ begin, acknowledge }: ReturnType<typeof openSlots>, sources: number, each: number): void {
  for (let at = 0; at < sources; at += 1)
    for (let port = 1; port <= each; port += 1) {
      begin(`a${at}`, port);
      acknowledge(`a${at}`, port);
    }
}

test('few addresses cannot have all transfers, however regularly they acknowledge', () => {
  const all = openSlots();
  hold(all, 4, 2);
  expect([all.begin('phone'), all.ended]).toEqual([true, ['a0 1']]);
  expect([all.begin('phone', 2), all.ended]).toEqual([false, ['a0 1']]);
  expect([all.begin('another'), all.ended]).toEqual([true, ['a0 1', 'a1 1']]);
});

test('where each address has one transfer, one that takes longer than 30 seconds is replaced', () => {
  const all = openSlots();
  hold(all, 8, 1);
  for (let seconds = 3; seconds <= 27; seconds += 3) {
    all.later(3_000);
    for (let at = 0; at < 8; at += 1) all.acknowledge(`a${at}`);
    expect(all.begin('phone')).toBe(false);
  }
  all.later(3_000);
  expect([all.begin('phone'), all.ended]).toEqual([true, ['a0 1']]);
});

test('a transfer that is acknowledged regularly is not replaced; one that stalls is', () => {
  const { begin, acknowledge, later, ended } = openSlots();
  for (let at = 0; at < 8; at += 1) {
    begin(`a${at}`);
    acknowledge(`a${at}`);
  }
  later(4_000);
  for (let at = 1; at < 8; at += 1) acknowledge(`a${at}`);
  expect([begin('b'), ended]).toEqual([false, []]);
  later(4_000);
  expect([begin('b'), ended]).toEqual([true, ['a0 1']]);
});

test('one address has a few transfers, and a new one replaces only its own', () => {
  const { begin, later, ended } = openSlots();
  begin('other');
  expect([begin('one', 1), begin('one', 2), begin('one', 3)]).toEqual([true, true, false]);
  later(500);
  expect([begin('one', 3), ended]).toEqual([true, ['one 1']]);
});

test('a request whose file is still looked up is not replaced', () => {
  const { slots, later } = openSlots();
  slots.take('one 1', 'one');
  slots.take('one 2', 'one');
  later(60_000);
  expect(slots.take('one 3', 'one')).toBe(false);
});

test('the addresses of one IPv6 /64 share the slots of one source', () => {
  const { begin, slots } = openSlots();
  const begun = Array.from({ length: 20 }, (_, at) => begin(`2001:db8:0:1::${at + 1}`)).filter(Boolean);
  expect(begun).toHaveLength(LIMITS.perSource);
  expect(begin('2001:db8:0:2::1')).toBe(true);
  expect(slots.take('::ffff:192.0.2.7 1', '::ffff:192.0.2.7')).toBe(true);
  expect(slots.take('::ffff:192.0.2.8 1', '::ffff:192.0.2.8')).toBe(true);
  expect(slots.take('::ffff:192.0.2.9 1', '::ffff:192.0.2.9')).toBe(true);
});

test('where each address is a source, one machine of an IPv6 network takes no slots of the others', () => {
  const slots = new TransferSlots(
    LIMITS,
    () => 0,
    (address) => address,
  );
  const take = (address: string, port: number) => slots.take(`${address} ${port}`, address);
  for (let port = 0; port < LIMITS.perSource; port += 1) expect(take('2001:db8::bad', port)).toBe(true);
  expect([take('2001:db8::bad', 9), take('2001:db8::7', 1)]).toEqual([false, true]);
});
