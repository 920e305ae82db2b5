import { test } from 'uvu'
import caBundle from '../../../tasks/certificates/ca_bundle.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { AUTHORITY } from '../../task-lib/pki/captured.ts'

// What cat and stat of coreutils 9.1 print.

const ROWS: readonly TaskRow[] = [
  {
    title: 'no bundle and no authority',
    params: { path: '/srv/ca.pem', certificate: '/srv/c.pem' },
    answers: { 'content of /srv/ca.pem': '', 'content of /srv/c.pem': '' },
    expects: ['in sync: {"path":"/srv/ca.pem"}'],
  },
  {
    title: 'the authority is put in place',
    params: { path: '/srv/ca.pem', certificate: '/srv/c.pem', authority: AUTHORITY },
    answers: { 'content of /srv/ca.pem': '', 'content of /srv/c.pem': '', 'state of /srv/ca.pem': '\u0000' },
    expects: [
      'create file:/srv/ca.pem: null -> {"state":"file","mode":"0644","authorities":1,"size":790,"sha256":"8950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33"}',
      'write /srv/ca.pem 0644: (a file)',
      'outputs: {"dest":"/srv/ca.pem","path":"/srv/ca.pem","state":"file","mode":"0644","size":790,"sha256":"8950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33","checksum":"10b6fdb6f8f81318df1aaa340069e5ada5e4547f","md5sum":"8df34bd72b3a6ff9415333ca6db827a5"}',
    ],
  },
  {
    title: 'an authority that is there is left alone',
    params: { path: '/srv/ca.pem', certificate: '/srv/c.pem', authority: AUTHORITY },
    answers: {
      'content of /srv/ca.pem':
        '\n-----BEGIN CERTIFICATE-----\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\n3zkG+T1Gv97G/UXc8mQ=\n-----END CERTIFICATE-----\n',
      'content of /srv/c.pem': '',
      'state of /srv/ca.pem':
        ' 1:rw\u000081a4:0:0:790:1795947287:1795947287:1795947287:4351284:65024:1:root:root\u00008950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33  /srv/ca.pem\u0000',
    },
    expects: [
      'in sync: {"dest":"/srv/ca.pem","path":"/srv/ca.pem","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":790,"sha256":"8950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33","checksum":"10b6fdb6f8f81318df1aaa340069e5ada5e4547f"}',
    ],
  },
  {
    title: 'the authority that signed the certificate in use stays beside a new one',
    params: {
      path: '/srv/ca.pem',
      certificate: '/srv/c.pem',
      authority:
        '-----BEGIN CERTIFICATE-----\nMIIC+zCCAeOgAwIBAgIUYp7Zvul1w1IPvkohxJlOXA2G3NkwDQYJKoZIhvcNAQEL\nBQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MDkzMTE1WhcNMzYxMTI2MDkzMTE1\nWjANMQswCQYDVQQDDAJjYTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEB\nAJCY6Hn/NE81dVbpoOXB1+PPXkj3quD3Jiy457Y0DdmyARt0RuiJlOtNtAwxPfEb\nAynGBRASUaQVUJ8LELAlCcaMR0DIi4l+Q0l7IPkfCxB3+Z6mCCTwyNBUJBafITMH\nnLE1cuU6H7kukdsMqHCBXONGSrAHQNozwMU/qiEhfwEvlqhRwdxMl0+CYjq+leTa\nIvZk36D02AFl8Awk6XJCA5MZVNfrsPFOPGeOSBST4Jtw7sgejLJEDYuXOdf87vYt\nuwXgx9YM9vCsizi4nYYrOgWDpFbB4kZGzkVTDmC0PBO5uQDUeTKWzmNt5X0npSiM\nadQB3Uy1h7Q38jcrcN2w6PECAwEAAaNTMFEwHQYDVR0OBBYEFP8iNyzmHRs0hZKp\nojhhK2PN1xjDMB8GA1UdIwQYMBaAFP8iNyzmHRs0hZKpojhhK2PN1xjDMA8GA1Ud\nEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAIcJgQ1fm0biO62Ys1P/2gQ5\nFdlpHKU+2/3lWWUxUiDTxdm6pGL6qfW2O1+UOXPQD9+PalQNHYfYQx/99MV6I/hA\ngMsdU2We1Tb/KXaSq0434OH19GfBC1OSkeUw8MfixaYuyfHNeA7xDrBzqKFAluiu\n9ruIB8NJsLyw8hl4xQgSy4IAFi9jYu8+h9IifJDinMUjAj93nQS8uN9bY43YVHgI\nmjesBAEjM6O9R5QgIXw6wDBAMVMiGJOPI3eTwkVRHNqbRhoX67MLTW5YNpnyLYnN\n7iCRDifYDUob9rJMiaQfID2ifrS+r4z2n8XVPF71QpYVZ57eXBxX21HeAmIEoCk=\n-----END CERTIFICATE-----\n',
    },
    answers: {
      'content of /srv/ca.pem':
        '\n-----BEGIN CERTIFICATE-----\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\n3zkG+T1Gv97G/UXc8mQ=\n-----END CERTIFICATE-----\n',
      'content of /srv/c.pem':
        '\n-----BEGIN CERTIFICATE-----\nMIICaTCCAg6gAwIBAgIUcIDJaMkbDiQtjxPh4n4BmgXfY6MwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTM2MTEyMDA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5gVc/TUfqwxssJ9/\noYFpZFT64MpCwzkTHufhNeZsnHbL4OUnYURhCNCJ16tc/YiCHIV1zkSZTVxo64l3\nmXDYgqOBjzCBjDAOBgNVHQ8BAf8EBAMCBaAwHQYDVR0lBBYwFAYIKwYBBQUHAwEG\nCCsGAQUFBwMCMAwGA1UdEwEB/wQCMAAwHQYDVR0OBBYEFN0ZY/0IZrRuexzr1d7r\naarcpV98MC4GA1UdEQQnMCWCBW5vZGUxhwR/AAABhwTAqMqDhxD9AAAAAAAAAAAA\nAAAAAAABMAoGCCqGSM49BAMCA0kAMEYCIQCLhWLlsr4esA4YlqKUMeKsTnv22chm\nwsk1W/rfsda8qAIhAJGwpqmjmBst8AMhB/ChpEKVvmwHMpAS/jVm3yuzCs/Q\n-----END CERTIFICATE-----\n',
      'state of /srv/ca.pem':
        ' 1:rw\u000081a4:0:0:790:1795947287:1795947287:1795947287:4351284:65024:1:root:root\u00008950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33  /srv/ca.pem\u0000',
    },
    expects: [
      'update file:/srv/ca.pem: {"size":790,"sha256":"8950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33"} -> {"size":1884,"sha256":"0bfb5abaa4a30fbd06311613048d3e18452c5d4ac867b12c460f4316a2bb293b","authorities":2}',
      'write /srv/ca.pem 0644 0 0: (a file)',
      'outputs: {"dest":"/srv/ca.pem","path":"/srv/ca.pem","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":1884,"sha256":"0bfb5abaa4a30fbd06311613048d3e18452c5d4ac867b12c460f4316a2bb293b","checksum":"113257dc350ae9d02cbfccd71e7436251cf15529","md5sum":"be058220a857123d0ca4e157625bb9a0"}',
    ],
  },
  {
    title: 'without an authority the one that signed the certificate in use stays',
    params: { path: '/srv/ca.pem', certificate: '/srv/c.pem' },
    answers: {
      'content of /srv/ca.pem':
        '\n-----BEGIN CERTIFICATE-----\nMIIC+zCCAeOgAwIBAgIUYp7Zvul1w1IPvkohxJlOXA2G3NkwDQYJKoZIhvcNAQEL\nBQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MDkzMTE1WhcNMzYxMTI2MDkzMTE1\nWjANMQswCQYDVQQDDAJjYTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEB\nAJCY6Hn/NE81dVbpoOXB1+PPXkj3quD3Jiy457Y0DdmyARt0RuiJlOtNtAwxPfEb\nAynGBRASUaQVUJ8LELAlCcaMR0DIi4l+Q0l7IPkfCxB3+Z6mCCTwyNBUJBafITMH\nnLE1cuU6H7kukdsMqHCBXONGSrAHQNozwMU/qiEhfwEvlqhRwdxMl0+CYjq+leTa\nIvZk36D02AFl8Awk6XJCA5MZVNfrsPFOPGeOSBST4Jtw7sgejLJEDYuXOdf87vYt\nuwXgx9YM9vCsizi4nYYrOgWDpFbB4kZGzkVTDmC0PBO5uQDUeTKWzmNt5X0npSiM\nadQB3Uy1h7Q38jcrcN2w6PECAwEAAaNTMFEwHQYDVR0OBBYEFP8iNyzmHRs0hZKp\nojhhK2PN1xjDMB8GA1UdIwQYMBaAFP8iNyzmHRs0hZKpojhhK2PN1xjDMA8GA1Ud\nEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAIcJgQ1fm0biO62Ys1P/2gQ5\nFdlpHKU+2/3lWWUxUiDTxdm6pGL6qfW2O1+UOXPQD9+PalQNHYfYQx/99MV6I/hA\ngMsdU2We1Tb/KXaSq0434OH19GfBC1OSkeUw8MfixaYuyfHNeA7xDrBzqKFAluiu\n9ruIB8NJsLyw8hl4xQgSy4IAFi9jYu8+h9IifJDinMUjAj93nQS8uN9bY43YVHgI\nmjesBAEjM6O9R5QgIXw6wDBAMVMiGJOPI3eTwkVRHNqbRhoX67MLTW5YNpnyLYnN\n7iCRDifYDUob9rJMiaQfID2ifrS+r4z2n8XVPF71QpYVZ57eXBxX21HeAmIEoCk=\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\n3zkG+T1Gv97G/UXc8mQ=\n-----END CERTIFICATE-----\n',
      'content of /srv/c.pem':
        '\n-----BEGIN CERTIFICATE-----\nMIICaTCCAg6gAwIBAgIUcIDJaMkbDiQtjxPh4n4BmgXfY6MwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTM2MTEyMDA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5gVc/TUfqwxssJ9/\noYFpZFT64MpCwzkTHufhNeZsnHbL4OUnYURhCNCJ16tc/YiCHIV1zkSZTVxo64l3\nmXDYgqOBjzCBjDAOBgNVHQ8BAf8EBAMCBaAwHQYDVR0lBBYwFAYIKwYBBQUHAwEG\nCCsGAQUFBwMCMAwGA1UdEwEB/wQCMAAwHQYDVR0OBBYEFN0ZY/0IZrRuexzr1d7r\naarcpV98MC4GA1UdEQQnMCWCBW5vZGUxhwR/AAABhwTAqMqDhxD9AAAAAAAAAAAA\nAAAAAAABMAoGCCqGSM49BAMCA0kAMEYCIQCLhWLlsr4esA4YlqKUMeKsTnv22chm\nwsk1W/rfsda8qAIhAJGwpqmjmBst8AMhB/ChpEKVvmwHMpAS/jVm3yuzCs/Q\n-----END CERTIFICATE-----\n',
      'state of /srv/ca.pem':
        ' 1:rw\u000081a4:0:0:1884:1795947289:1795947290:1795947290:4351295:65024:1:root:root\u00000bfb5abaa4a30fbd06311613048d3e18452c5d4ac867b12c460f4316a2bb293b  /srv/ca.pem\u0000',
    },
    expects: [
      'update file:/srv/ca.pem: {"size":1884,"sha256":"0bfb5abaa4a30fbd06311613048d3e18452c5d4ac867b12c460f4316a2bb293b"} -> {"size":790,"sha256":"8950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33","authorities":1}',
      'write /srv/ca.pem 0644 0 0: (a file)',
      'outputs: {"dest":"/srv/ca.pem","path":"/srv/ca.pem","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":790,"sha256":"8950e0a79f26de5bffc97a0431d05e2998083d16749a408db6eb7f9c93b4ce33","checksum":"10b6fdb6f8f81318df1aaa340069e5ada5e4547f","md5sum":"8df34bd72b3a6ff9415333ca6db827a5"}',
    ],
  },
  {
    title: 'a text that is no certificate is refused',
    params: { path: '/srv/ca.pem', certificate: '/srv/c.pem', authority: 'x' },
    expects: ['refused: authority: expected a certificate in PEM'],
  },
]

taskRows('ca_bundle', caBundle, ROWS)

test.run()
