/** An OpenPGP key with a subkey. All keys of this file were created with gpg 2.2. */
export const ARCHIVE = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEXgvhABYJKwYBBAHaRw8BAQdAOlEaSkqPP4WcHfrV0dNLmtD0d1XIvypqtEnX
vFd7wha0F0FyY2hpdmUgPGFAZXhhbXBsZS5jb20+iJAEExYIADgWIQRFj2axGlXN
EiRcVsobA6rhqYowxgUCXgvhAAIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAK
CRAbA6rhqYowxo3bAQDq5M4dKkAKA0nZ9KDvaTIuCWK3nCrOCHFZsxrry2iQ4QEA
5MHSsQQ4a7w7xj9SzIpGXKiE7VJaNZJLX3GtXG9ykwK4MwReC+EAFgkrBgEEAdpH
DwEBB0BFzJjm8Kih07WiNsKHn4JyKQq1L0cgukovD+o1fxDzn4jvBBgWCAAgFiEE
RY9msRpVzRIkXFbKGwOq4amKMMYFAl4L4QACGwIAgQkQGwOq4amKMMZ2IAQZFggA
HRYhBFW9Tv6L5OzJro9xJIqgRfJlMJvEBQJeC+EAAAoJEIqgRfJlMJvE2e0BAJvI
63MbYwWiU0PY0aJKZM9dTa6q1XDiamxkHAzatYjWAPwM7oeaOq4eNeM6fRC0ol1n
2g/xNSFA8FB5YgjbQE7KAgmrAQCdTcexKzSZds6/LOxEiPCfTjQVt4NtUFpwdJqh
vXT3DAD+PXeJ7b0fQWFaN7bphrLei/HV56GT8MOeiGfKdibgNQY=
=SImg
-----END PGP PUBLIC KEY BLOCK-----
`

/** The fingerprints of the key and of its subkey. */
export const ARCHIVE_IDS = [
  '458F66B11A55CD12245C56CA1B03AAE1A98A30C6',
  '55BD4EFE8BE4ECC9AE8F71248AA045F265309BC4',
] as const

/** A key that expired at the end of 2020. */
export const EXPIRED = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEXgvhABYJKwYBBAHaRw8BAQdAUzWnqW8jC/hecfXelECBz1RhQrnO18LDM5Z5
FQjsDlu0E09sZCA8YkBleGFtcGxlLmNvbT6IlgQTFggAPhYhBJVNAsWp610KEmx8
tBMo7cp/JUX9BQJeC+EAAhsDBQkB4TOABQsJCAcCBhUKCQgLAgQWAgMBAh4BAheA
AAoJEBMo7cp/JUX94woA/ilQsYIboy81nZgdVkCzzqCfTiFUX0+LZVHld9ygyox/
AQC1EuCWs2H6lyyLucTyKOcBXu1V4hk06gWHbYyvvk/qDA==
=scvj
-----END PGP PUBLIC KEY BLOCK-----
`

/** The same key with its expiry removed. */
export const RENEWED = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEXgvhABYJKwYBBAHaRw8BAQdAUzWnqW8jC/hecfXelECBz1RhQrnO18LDM5Z5
FQjsDlu0E09sZCA8YkBleGFtcGxlLmNvbT6IkAQTFggAOAIbAwULCQgHAgYVCgkI
CwIEFgIDAQIeAQIXgBYhBJVNAsWp610KEmx8tBMo7cp/JUX9BQJe1EUAAAoJEBMo
7cp/JUX9cksA/i4SGX0Jrd6Z/1JzqiprowBvrIK6gZ8huzrpgjp8I0zYAP41vAgR
C5BnJNjmMkeKAGvOI3CFqCoqBbBq5cnTmb47CQ==
=YDhO
-----END PGP PUBLIC KEY BLOCK-----
`

export const EXPIRED_ID = '954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD'

/** Returns the bytes of an armored key. */
export function dearmored(text: string): Buffer {
  const [, body = ''] = /\n\n(.*)\n=/s.exec(text) ?? []
  return Buffer.from(body, 'base64')
}
