/** A certificate made by openssl, with all the extensions that are shown. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIEZTCCA86gAwIBAgIUY5A4e5JbQBBV2+OJYKEOGmjd/yQwDQYJKoZIhvcNAQEL
BQAwYTELMAkGA1UEBhMCREUxEjAQBgNVBAoMCUdyw7bDn2UgQTEKMAgGA1UECwwB
YTEUMBIGA1UEAwwLZXhhbXBsZS5vcmcxHDAaBgkqhkiG9w0BCQEWDWFAZXhhbXBs
ZS5vcmcwIBcNMjYxMTMwMDUwODM0WhgPMjA4MTA5MDIwNTA4MzRaMGExCzAJBgNV
BAYTAkRFMRIwEAYDVQQKDAlHcsO2w59lIEExCjAIBgNVBAsMAWExFDASBgNVBAMM
C2V4YW1wbGUub3JnMRwwGgYJKoZIhvcNAQkBFg1hQGV4YW1wbGUub3JnMIGfMA0G
CSqGSIb3DQEBAQUAA4GNADCBiQKBgQDpEQXOJVEMndEFC2LZ0qwzBMYoMRswFWvG
61/b6KpSBK1PmhiA2H8i4kn4Dm5Lb3x4HQHwtJqoxuEWkcqb4G1QNc+be3OCLcQM
6tZmR2EUVDZ2gBiV3MCDxDmgCsXN77VJ7StC7tb0uLKE3aRYWBQj7xjbsoLGMSWw
m9XtaMBSqwIDAQABo4ICFjCCAhIwagYDVR0RAQH/BGAwXoILZXhhbXBsZS5vcmeC
DSouZXhhbXBsZS5vcmeHBMAAAgGHECABDbgAAAAAAAAAAAAAAAGBDWFAZXhhbXBs
ZS5vcmeGFWh0dHBzOi8vZXhhbXBsZS5vcmcveIgCKgMwDwYDVR0PAQH/BAUDAwfM
gDBUBgNVHSUETTBLBggrBgEFBQcDAQYIKwYBBQUHAwIGAyoDBAYIKwYBBQUHAwkG
CCsGAQUFBwMEBggrBgEFBQcDCAYIKwYBBQUHAwMGCCsGAQUFBwMFMBIGA1UdEwEB
/wQIMAYBAf8CAQMwEQYIKwYBBQUHARgEBTADAgEFMB0GA1UdDgQWBBQhLg0lca3Q
+Cwx75pmh3BvTZmL4DCBngYDVR0jBIGWMIGTgBQhLg0lca3Q+Cwx75pmh3BvTZmL
4KFlpGMwYTELMAkGA1UEBhMCREUxEjAQBgNVBAoMCUdyw7bDn2UgQTEKMAgGA1UE
CwwBYTEUMBIGA1UEAwwLZXhhbXBsZS5vcmcxHDAaBgkqhkiG9w0BCQEWDWFAZXhh
bXBsZS5vcmeCFGOQOHuSW0AQVdvjiWChDhpo3f8kMFYGCCsGAQUFBwEBBEowSDAj
BggrBgEFBQcwAYYXaHR0cDovL29jc3AuZXhhbXBsZS5vcmcwIQYIKwYBBQUHMAKG
FWh0dHA6Ly9jYS5leGFtcGxlLm9yZzANBgkqhkiG9w0BAQsFAAOBgQBqcuv9/cRq
sGtuLh8KNRaQrm7Hv8bu4kthkFHA5hw0A1VmA3PPvsLB0aGj/IUdFES0LduKizPE
54fIAFBYM2CoTzD3pnpNn4a6/fpYevW4qrZNogqf5nrJaJKSrV8L9CnlkVY/GGcs
eLWlXdO/F/1OpcJyCPBTr8cg546YSYfTFA==
-----END CERTIFICATE-----
`

/** The result of the module x509_certificate_info of community.crypto 2.14 for it, with large numbers as text. */
export const INFO = {
  authority_cert_issuer: ['dirName:emailAddress=a@example.org,CN=example.org,OU=a,O=Größe A,C=DE'],
  authority_cert_serial_number: '568406313957432918247867280060667280232695070500',
  authority_key_identifier: '21:2e:0d:25:71:ad:d0:f8:2c:31:ef:9a:66:87:70:6f:4d:99:8b:e0',
  basic_constraints: ['CA:TRUE', 'pathlen:3'],
  basic_constraints_critical: true,
  expired: false,
  extended_key_usage: [
    '1.2.3.4',
    'Code Signing',
    'E-mail Protection',
    'IPSec End System',
    'OCSP Signing',
    'TLS Web Client Authentication',
    'TLS Web Server Authentication',
    'Time Stamping',
  ],
  extended_key_usage_critical: false,
  extensions_by_oid: {
    '1.3.6.1.5.5.7.1.1': {
      critical: false,
      value:
        'MEgwIwYIKwYBBQUHMAGGF2h0dHA6Ly9vY3NwLmV4YW1wbGUub3JnMCEGCCsGAQUFBzAChhVodHRwOi8vY2EuZXhhbXBsZS5vcmc=',
    },
    '1.3.6.1.5.5.7.1.24': {
      critical: false,
      value: 'MAMCAQU=',
    },
    '2.5.29.14': {
      critical: false,
      value: 'BBQhLg0lca3Q+Cwx75pmh3BvTZmL4A==',
    },
    '2.5.29.15': {
      critical: true,
      value: 'AwMHzIA=',
    },
    '2.5.29.17': {
      critical: true,
      value:
        'MF6CC2V4YW1wbGUub3Jngg0qLmV4YW1wbGUub3JnhwTAAAIBhxAgAQ24AAAAAAAAAAAAAAABgQ1hQGV4YW1wbGUub3JnhhVodHRwczovL2V4YW1wbGUub3JnL3iIAioD',
    },
    '2.5.29.19': {
      critical: true,
      value: 'MAYBAf8CAQM=',
    },
    '2.5.29.35': {
      critical: false,
      value:
        'MIGTgBQhLg0lca3Q+Cwx75pmh3BvTZmL4KFlpGMwYTELMAkGA1UEBhMCREUxEjAQBgNVBAoMCUdyw7bDn2UgQTEKMAgGA1UECwwBYTEUMBIGA1UEAwwLZXhhbXBsZS5vcmcxHDAaBgkqhkiG9w0BCQEWDWFAZXhhbXBsZS5vcmeCFGOQOHuSW0AQVdvjiWChDhpo3f8k',
    },
    '2.5.29.37': {
      critical: false,
      value:
        'MEsGCCsGAQUFBwMBBggrBgEFBQcDAgYDKgMEBggrBgEFBQcDCQYIKwYBBQUHAwQGCCsGAQUFBwMIBggrBgEFBQcDAwYIKwYBBQUHAwU=',
    },
  },
  fingerprints: {
    blake2b:
      'd6:17:05:49:5c:26:fb:46:73:01:66:81:b9:d7:e9:1b:4f:19:97:d0:87:9f:6d:b2:76:38:57:89:37:69:ac:70:77:e9:56:35:00:64:92:27:eb:a0:16:2a:0f:93:57:c9:09:98:a5:93:77:88:9b:21:a0:30:f4:e3:dc:4c:67:69',
    blake2s:
      'a4:d2:33:23:a3:28:ea:ff:5a:e6:a9:fc:71:5a:23:0a:f3:4d:df:1a:03:2c:ff:6c:88:11:39:13:79:e3:8a:e0',
    md5: '22:ea:2a:6f:df:9c:6b:bb:5f:55:1d:ec:34:2c:e4:81',
    sha1: '98:7c:3a:42:a2:5a:f3:0a:86:06:0b:40:ce:27:04:15:44:d1:77:4c',
    sha224: '9e:2d:e3:55:1a:08:07:c9:d1:fc:da:8b:1e:1c:ba:8f:39:f5:f5:bd:c6:54:b9:57:28:35:79:e2',
    sha256: '1d:6a:32:88:1a:9e:28:b1:6c:e3:03:6f:e5:60:39:65:e9:c6:80:b3:0d:34:40:71:cc:07:96:92:5d:7c:a8:30',
    sha384:
      '73:db:9b:af:28:2e:a3:a8:27:1a:36:35:d9:8f:6e:66:c6:b4:af:a8:55:0a:b4:6a:82:88:8e:c3:70:f4:3a:ef:a8:ad:62:c4:76:20:62:57:ef:30:82:96:a2:99:99:54',
    sha3_224: '26:f6:73:a5:10:9e:be:c6:41:b7:a8:b0:91:23:78:4b:dd:a3:57:75:77:61:0b:17:05:0c:8f:15',
    sha3_256:
      '8f:53:54:97:5c:5f:fb:b9:7d:d4:a8:d1:90:96:ac:09:e7:a6:e0:09:55:5a:2c:ff:ac:7a:55:9a:98:7e:ad:a0',
    sha3_384:
      '8a:a2:b0:84:f4:f4:db:79:00:6b:03:93:c7:b1:18:47:d4:f2:6e:2a:33:32:b7:b0:6b:8a:d4:39:fd:06:cc:eb:ad:c2:9d:5e:cd:43:81:52:60:2f:1c:57:43:fc:dd:9d',
    sha3_512:
      'ef:19:5f:b8:ac:10:18:fd:97:5e:ea:af:88:4c:ae:b7:7e:36:10:a9:cb:e9:66:0b:3d:65:a0:6e:e8:87:99:df:d4:fb:b5:5f:23:f4:76:86:d8:43:32:db:f1:b2:7f:c2:8e:fa:57:69:6b:de:ce:53:28:b8:53:6b:83:a3:7f:43',
    sha512:
      'c8:54:88:9f:af:f4:c3:7f:c1:c1:11:f0:57:21:b3:d3:37:af:47:fa:3d:83:2a:05:c9:23:63:ae:24:73:3d:74:9c:5b:01:06:09:58:66:bf:25:96:62:ac:0f:13:8a:2d:80:ab:c3:0d:74:e6:e0:33:6b:a2:a8:ba:53:62:01:03',
    shake_128:
      'c7:17:b5:31:d4:45:2b:9e:3f:34:3a:3e:f5:24:60:c9:b5:5b:60:7a:61:46:70:fd:34:b9:c7:3a:80:21:1f:07',
    shake_256:
      'b8:ea:44:b2:f4:89:7d:ae:5f:21:5d:bd:e1:5e:e5:57:60:02:03:e9:fa:f6:38:47:4d:30:f2:94:07:53:36:bb',
  },
  issuer: {
    commonName: 'example.org',
    countryName: 'DE',
    emailAddress: 'a@example.org',
    organizationName: 'Größe A',
    organizationalUnitName: 'a',
  },
  issuer_ordered: [
    ['countryName', 'DE'],
    ['organizationName', 'Größe A'],
    ['organizationalUnitName', 'a'],
    ['commonName', 'example.org'],
    ['emailAddress', 'a@example.org'],
  ],
  issuer_uri: 'http://ca.example.org',
  key_usage: ['Certificate Sign', 'Decipher Only', 'Digital Signature', 'Key Agreement', 'Non Repudiation'],
  key_usage_critical: true,
  not_after: '20810902050834Z',
  not_before: '20261130050834Z',
  ocsp_must_staple: true,
  ocsp_must_staple_critical: false,
  ocsp_uri: 'http://ocsp.example.org',
  public_key:
    '-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDpEQXOJVEMndEFC2LZ0qwzBMYo\nMRswFWvG61/b6KpSBK1PmhiA2H8i4kn4Dm5Lb3x4HQHwtJqoxuEWkcqb4G1QNc+b\ne3OCLcQM6tZmR2EUVDZ2gBiV3MCDxDmgCsXN77VJ7StC7tb0uLKE3aRYWBQj7xjb\nsoLGMSWwm9XtaMBSqwIDAQAB\n-----END PUBLIC KEY-----\n',
  public_key_data: {
    exponent: 65537,
    modulus:
      '163664858486115135876804699167083724281895557075531499627457685902832252125430512376581535252028224170259745571499271556971769403653422512499494528651396838728186957988917516751417271832872912774192917167109095706453180314352871832354630160123755149250926189097232054745831852554489154242751171518214992581291',
    size: 1024,
  },
  public_key_fingerprints: {
    blake2b:
      '35:4b:71:5a:3a:2e:a4:93:73:93:f5:9a:ad:b1:e1:84:61:a5:71:2f:ee:85:02:e3:da:ed:d6:f5:fc:7c:0f:d6:c7:58:4b:63:66:83:20:4f:d4:d9:5b:20:67:bb:bd:8b:c0:b3:5b:5c:ef:74:ed:4a:71:2b:f6:64:3b:fd:6c:30',
    blake2s:
      'cd:7a:20:10:3a:a2:ae:0f:bf:ab:5d:ab:2c:55:45:71:59:15:a3:11:ec:5d:e3:8e:8c:44:3f:0b:c1:01:3f:a6',
    md5: '27:00:48:4c:9b:90:42:22:63:23:b7:f3:23:b0:5f:a3',
    sha1: 'd8:3a:65:6b:95:cb:26:b9:79:c6:18:03:09:0b:7b:46:df:f3:cb:c2',
    sha224: 'f0:5a:55:58:a1:bd:78:3d:62:14:ff:6a:7a:66:55:98:55:fd:ef:84:6e:be:c3:57:51:d3:c1:b1',
    sha256: '86:e5:e2:e3:fd:ce:75:19:f8:f5:ab:52:72:00:a1:92:1a:47:e1:45:11:34:40:f1:a8:67:75:0c:3f:b1:eb:1f',
    sha384:
      '4f:d2:77:65:44:f7:12:61:24:fc:c4:c9:9d:bf:70:db:cd:bb:a1:a9:ca:b8:69:93:69:69:46:8a:15:02:a3:f5:33:72:f3:6a:ed:75:be:e6:75:24:ca:8f:ed:b1:a8:9f',
    sha3_224: '83:a0:9c:ab:4d:96:27:d9:6c:de:f2:7d:bc:91:18:da:74:12:e6:c7:c7:05:be:0e:b9:17:ff:70',
    sha3_256:
      '1e:e5:76:86:5a:fb:75:cd:41:55:ed:b4:54:dc:15:0e:ba:a9:1b:c7:84:f3:20:fe:d5:d8:2f:4d:5c:e1:50:29',
    sha3_384:
      'b1:ed:50:68:df:65:09:0b:cd:4b:31:df:ef:bd:25:ee:07:3c:30:62:89:02:30:58:b1:1b:41:b7:ae:94:f1:48:0f:5a:f7:a1:44:8f:7c:31:b6:50:bf:8f:de:6b:c0:48',
    sha3_512:
      'af:d6:3c:f6:05:a9:4a:3a:d0:81:12:13:b6:0d:aa:ae:1d:8b:05:61:fc:e0:5a:da:aa:2c:65:2e:89:5c:9d:af:03:e8:1e:70:f6:89:69:45:e2:73:44:a0:54:1a:94:b2:82:fc:b9:10:02:f5:57:5d:2d:8c:9a:e4:2c:9a:92:34',
    sha512:
      '6e:88:72:2a:c0:be:d8:04:1b:ef:13:7f:b9:87:d2:ad:b1:24:65:98:6d:fc:61:16:ca:06:35:6c:dc:79:b2:79:c5:fa:2a:11:55:3f:ed:61:46:ec:82:74:b3:ac:3d:04:bd:75:9b:68:9e:34:35:b8:ef:d3:dc:c9:08:67:3c:d5',
    shake_128:
      '3b:74:cd:d1:3e:75:25:d3:59:fd:40:4a:f9:94:97:88:df:ae:6e:dc:1f:7f:64:64:93:7e:cf:4e:9b:28:78:28',
    shake_256:
      'cd:98:e4:4a:e1:53:ea:df:fb:d2:3a:57:66:03:7f:bc:9f:47:f4:82:e5:f2:c4:c2:06:55:aa:75:5a:b1:22:bb',
  },
  public_key_type: 'RSA',
  serial_number: '568406313957432918247867280060667280232695070500',
  signature_algorithm: 'sha256WithRSAEncryption',
  subject: {
    commonName: 'example.org',
    countryName: 'DE',
    emailAddress: 'a@example.org',
    organizationName: 'Größe A',
    organizationalUnitName: 'a',
  },
  subject_alt_name: [
    'DNS:example.org',
    'DNS:*.example.org',
    'IP:192.0.2.1',
    'IP:2001:db8::1',
    'email:a@example.org',
    'URI:https://example.org/x',
    'RID:1.2.3',
  ],
  subject_alt_name_critical: true,
  subject_key_identifier: '21:2e:0d:25:71:ad:d0:f8:2c:31:ef:9a:66:87:70:6f:4d:99:8b:e0',
  subject_ordered: [
    ['countryName', 'DE'],
    ['organizationName', 'Größe A'],
    ['organizationalUnitName', 'a'],
    ['commonName', 'example.org'],
    ['emailAddress', 'a@example.org'],
  ],
  version: 3,
}
