/** A key that openssl made; used nowhere. */
export const ED25519 = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIPYBmjsItIG8WGEqfTHTEvBG8gTuQ1GrXdxFYLpb/5rq
-----END PRIVATE KEY-----
`

/** What `openssl req -new` made for that key, with the common name and DNS name example.org. */
export const REQUEST = `-----BEGIN CERTIFICATE REQUEST-----
MIG+MHICAQAwFjEUMBIGA1UEAwwLZXhhbXBsZS5vcmcwKjAFBgMrZXADIQD/uAtH
WkPYgqpeqUwce3Q692WNCnLODSV1ZsBqhsGOuqApMCcGCSqGSIb3DQEJDjEaMBgw
FgYDVR0RBA8wDYILZXhhbXBsZS5vcmcwBQYDK2VwA0EAfZSPaOGta/ec7AJNBW1l
fB/x1f/J+j5XTn5lkW1TQZAZzU7OHi4R4gw80E30tVfDBX2J58JBa6I+9L7zi54V
BQ==
-----END CERTIFICATE REQUEST-----
`

/** What `openssl dhparam -2 512` made. */
export const DH_PARAMETERS = `-----BEGIN DH PARAMETERS-----
MEYCQQCvbCzxA+WIHjzNMHwtTTOUpTvaRIUo+QKilW2S93V8eDSdWlYHFrSxgsZD
yLCiSEjv9Ztqol93C1ZXH2YaMxMnAgEC
-----END DH PARAMETERS-----
`
