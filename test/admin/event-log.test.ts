import { createEventLog } from '../../src/admin/events/event-log';

const types = (events: readonly { type: string }[] | null) => events?.map(({ type }) => type);

describe('the event log', () => {
  it('returns the events after an id', () => {
    const log = createEventLog(10);
    const before = log.newestId();
    log.add('a', {});
    const first = log.newestId();
    log.add('b', { n: 1 });
    log.add('c', {});
    expect(types(log.after(before))).toEqual(['a', 'b', 'c']);
    expect(types(log.after(first))).toEqual(['b', 'c']);
    expect(log.after(first)?.[0]).toMatchObject({ type: 'b', data: '{"n":1}' });
    expect(log.after(log.newestId())).toEqual([]);
  });

  it('keeps a limited number of events, and reports when some are gone', () => {
    const log = createEventLog(2);
    const ids = ['a', 'b', 'c', 'd'].map((type) => {
      log.add(type, {});
      return log.newestId();
    });
    expect(log.after(ids[0] ?? '')).toBeNull();
    expect(types(log.after(ids[1] ?? ''))).toEqual(['c', 'd']);
  });

  it.each(['', 'nonsense', '000000000000-1', '-1', '1', '\r\n'])('does not know the id %j', (id) => {
    const log = createEventLog(2);
    log.add('a', {});
    expect(log.after(id)).toBeNull();
  });

  it('does not know an id from the future or from another start of the service', () => {
    const log = createEventLog(2);
    log.add('a', {});
    expect(log.after(log.newestId().replace(/\d+$/, '99'))).toBeNull();
    const other = createEventLog(2);
    other.add('a', {});
    expect(log.after(other.newestId())).toBeNull();
  });

  it('notifies subscribers until they unsubscribe', () => {
    const log = createEventLog(2);
    const received: string[] = [];
    const stop = log.subscribe(({ type }) => received.push(type));
    log.add('a', {});
    stop();
    log.add('b', {});
    expect(received).toEqual(['a']);
  });
});
