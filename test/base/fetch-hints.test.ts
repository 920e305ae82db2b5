import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fetchHint, scriptFetchHint } from '../../src/base/fetch-hints.ts'

/** Error messages of programs, and a part of the hint that each must give. */
const ROWS: readonly (readonly [words: string, hint: RegExp | undefined])[] = [
  ["curl: (7) Failed to connect to openssl.test port 9 after 0 ms: Couldn't connect to server", /is running/],
  ['connect ECONNREFUSED 127.0.0.1:9', /is running/],
  ["wget: can't connect to remote host (127.0.0.1): Connection refused", /is running/],
  ['curl: (6) Could not resolve host: nope.invalid', /DNS/],
  ['getaddrinfo ENOTFOUND nope.invalid', /DNS/],
  ['wget: unable to resolve host address ‘nope.invalid’', /DNS/],
  ["wget: bad address 'nope.invalid'", /DNS/],
  ['curl: (5) Could not resolve proxy: proxy.invalid', /`http_proxy`/],
  ['curl: (22) The requested URL returned error: 404', /path of the URL/],
  ['2026-01-01 00:00:00 ERROR 404: Not Found.', /path of the URL/],
  ['wget: server returned error: HTTP/1.1 404 Not Found', /path of the URL/],
  ['answered 410 Gone', /path of the URL/],
  ['curl: (22) The requested URL returned error: 403', /user, the password/],
  ['answered 503 Service Unavailable', /server's log/],
  ['answered 409 Conflict', undefined],
  ['curl: (60) SSL certificate problem: unable to get local issuer certificate', /`ca_bundle`/],
  ['self-signed certificate', /`ca_bundle`/],
  ['curl: (60) server certificate verification failed. CAfile: none CRLfile: none', /`ca_bundle`/],
  ['curl: (60) SSL certificate problem: certificate has expired', /clock/],
  ["curl: (60) SSL: no alternative certificate subject name matches target host name 'a.test'", /host name/],
  ["Hostname/IP does not match certificate's altnames: Host: a.test. is not in the cert's", /host name/],
  ['curl: (35) OpenSSL/3.0.11: error:0A00010B:SSL routines::wrong version number', /speaks https/],
  ['curl: (28) Connection timed out after 10001 milliseconds', /firewalls/],
  ['no data received for 10 s', /firewalls/],
  ['curl: (7) Failed to connect to 10.0.0.1 port 80: No route to host', /routes/],
  ['curl: (23) Failure writing output to destination', undefined],
]

for (const [words, hint] of ROWS)
  test(`the hint for \`${words}\``, () => {
    if (hint === undefined) assert.is(fetchHint(words), undefined)
    else assert.match(fetchHint(words) ?? '', hint)
  })

test('in the output of a script, only messages of curl and wget give a hint', () => {
  assert.is(scriptFetchHint('psql: connection to server failed: Connection refused'), undefined)
  assert.match(scriptFetchHint('curl: (6) Could not resolve host: nope.invalid') ?? '', /DNS/)
  const wget = 'failed: Connection refused.\nwget could not fetch it (status 4)'
  assert.match(scriptFetchHint(wget) ?? '', /is running/)
})

test.run()
