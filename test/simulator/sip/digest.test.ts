import {
  answerChallenge,
  digestMatches,
  parseChallenge,
  parseDigestAnswer,
  writeChallenge,
} from '../../../src/simulator/sip/digest';
import fc from '../../fast-check';

const REGISTER = { method: 'REGISTER', uri: 'sip:pbx.example.com' };

describe('digest authentication', () => {
  it('gives the response of the sample in RFC 2617', () => {
    const sample = parseDigestAnswer(
      'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    expect(sample && digestMatches(sample, 'Circle Of Life', 'GET')).toBe(true);
    expect(sample && digestMatches(sample, 'Circle of Life', 'GET')).toBe(false);
  });

  it('answers its own challenges for any user and secret', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replace(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 1, max: 99999 }), (user, secret, realm, count) => {
        const challenge = parseChallenge(writeChallenge({ realm, nonce: 'n/1', stale: false }));
        const answer =
          challenge && parseDigestAnswer(answerChallenge(challenge, { user, secret }, REGISTER, count));
        expect(answer && digestMatches(answer, secret, 'REGISTER')).toBe(true);
        expect(answer && digestMatches(answer, `${secret}x`, 'REGISTER')).toBe(false);
        expect(answer?.username).toBe(user);
        expect(answer && Number.parseInt(answer.nc, 16)).toBe(count);
      }),
    );
  });

  it('answers a challenge without qop in the old form', () => {
    const challenge = parseChallenge('Digest realm="a", nonce="b", opaque="c"');
    const value = challenge && answerChallenge(challenge, { user: 'u', secret: 's' }, REGISTER, 1);
    expect(value).toContain('opaque="c"');
    expect(value).not.toContain('cnonce');
    const answer = parseDigestAnswer(value ?? '');
    expect(answer && digestMatches(answer, 's', 'REGISTER')).toBe(true);
  });

  it.each([
    'Basic realm="a"',
    'Digest realm="a", nonce="b", algorithm=SHA-256',
    'Digest realm="a", nonce="b", qop="auth-int"',
    'Digest realm="a"',
  ])('does not answer %s', (value) => expect(parseChallenge(value)).toBeNull());
});
