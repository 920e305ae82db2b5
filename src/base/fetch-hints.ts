/** Hints for the HTTP status codes of servers. */
const STATUS_HINTS: readonly [RegExp, string][] = [
  [/^(401|403)$/, 'check the user, the password and the headers of the request, and what they may read'],
  [/^(404|410)$/, 'check the path of the URL: the server has nothing there'],
  [/^407$/, 'give the proxy a user and a password: `http://USER:PASSWORD@HOST:PORT`'],
  [/^429$/, 'the server gets too many requests: repeat the task later, with `until`, `retries` and `delay`'],
  [/^5\d\d$/, "see the server's log; for a fault that passes, repeat the task with `until` and `retries`"],
]

/** Hints for the errors of curl, wget and Node if a request got no response. */
const FAULT_HINTS: readonly [RegExp, string][] = [
  [/Could not resolve proxy/i, 'check the host of `http_proxy` or `https_proxy` in the environment'],
  [
    /Could not resolve host|unable to resolve host|bad address|ENOTFOUND|EAI_AGAIN/i,
    'check the host of the URL, and the DNS of the machine that sends the request (`getent hosts NAME`)',
  ],
  [
    /certificate\b.*\bexpired|CERT_HAS_EXPIRED/i,
    "renew the server's certificate, and check the clock of the machine that sends the request",
  ],
  [
    /altname|subject name|no alternative certificate|doesn't match requested host|does not match target host/i,
    "use a host name in the URL that the server's certificate is for",
  ],
  [
    /SSL certificate|self[- ]signed|unable to verify|issuer certificate|certificate verif|certificate of .* is not trusted|cannot verify .* certificate/i,
    "install the certificate of the server's CA first (`ca_bundle`), or accept any with `validate_certs: false`",
  ],
  [
    /timed? ?out|too slow|no data received|no response in/i,
    'check the address and the firewalls on the way, or raise `timeout`',
  ],
  [/unreach|no route/i, 'check the address, and the routes of the machine that sends the request'],
  [
    /refused|Couldn't connect|Failed to connect/i,
    'check that the server is running, and the host and port of the URL',
  ],
  [
    /SSL|TLS|wrong version number/i,
    'check that the port of the URL speaks https, and which versions of TLS it supports',
  ],
  [/Unsupported protocol|not supported or disabled/i, 'use a URL that begins with `https://` or `http://`'],
]

/**
 * Returns the hint for a failed request, from the error message of curl, wget or Node; undefined if the message is
 * unknown.
 */
export function fetchHint(words: string): string | undefined {
  const status = /\b(?:error:?|HTTP\/\S+|answered(?: with status)?) (\d{3})\b/i.exec(words)?.[1]
  return status === undefined ? hintIn(FAULT_HINTS, words) : hintIn(STATUS_HINTS, status)
}

/**
 * Returns the hint for a failed script if its error message is one of curl or wget: the script may have failed for
 * another reason.
 */
export function scriptFetchHint(words: string): string | undefined {
  return /^(?:curl: \(\d+\)|wget(?::| could not fetch))/m.test(words) ? fetchHint(words) : undefined
}

function hintIn(hints: readonly [RegExp, string][], words: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(words))?.[1]
}
