import { test } from 'uvu'
import keyPair from '../../../tasks/certificates/key_pair.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// What stat and sha256sum of coreutils 9.1 print.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a certificate and its key are put in place at once',
    params: {
      certificate:
        '-----BEGIN CERTIFICATE-----\nMIIDHDCCAgSgAwIBAgIUIu4hgHhnk4BtfcA/EQSyxf3cHHIwDQYJKoZIhvcNAQEL\nBQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MDkzMTE1WhcNMzYxMTI2MDkzMTE1\nWjAPMQ0wCwYDVQQDDARldGNkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\nAQEAvtrf+LwNZDvx+MQ6AkFj1wvWrQ/poqNpE/wvGgDhZwHYsn6JvYG7ktGq49RP\nSurir8Hs0CWoBJ+tICozh4zAxIUetX/PUflO6cnVCeQJNrmOLdMhLeqehZx19UB/\nMInuWsju/w5UM7WZnUIH0F5/R1O05dWm9naqzcyBbJfgyn1QbaYJsdnwOYWs6eJC\neXEAbbEhRD+fX0jaUM+pwl0k6Ibu4BE+vfwgQ3lUpp7ETpCKmxYYQZqcSgNPKJBR\nSkgJ12f9hL1Z4uduwPs+VX3gto9AZ+LRA4/kjNSIUa0V5Lhvnp8N7nkHkYUi38d2\nrbXrKLI8DCPK+WrE9MH6nHYrTQIDAQABo3IwcDAPBgNVHREECDAGhwR/AAABMB0G\nA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNVHQ4EFgQUOv3y1uAo12m6\nHzafdaZFUftOTqIwHwYDVR0jBBgwFoAU/yI3LOYdGzSFkqmiOGErY83XGMMwDQYJ\nKoZIhvcNAQELBQADggEBAB4MPwwNcofb4NwT1wXY9k6buRRTz56qqybB19UGs0+H\npNj1R8gWoa9LniM8srQdUPFr01oTR9LVKsz6/Iq8pTT8tCqqcxe0opT4wzFKCG5W\nvwMUBNWQSp/lTa00ovncV3Tbb+2iojGbBK3v2X1CD7uOLwMyH2wCA7Kz9CdwMPvJ\nBCGqYQBWUd88dmHl7e0tH4e5I858PZ3TW+fjGMNxm/Kczd1xwDlGbPhewkvXhco2\nrh/UPO5XsBoBfZvCCyHUWrrRsrn8s1NhclYoln5RayOw6Mt04zxkUfkSegssutkT\noUwIHDrLah4iyq9YRjQqagto4TJT9aIg+MwGqcNHqdc=\n-----END CERTIFICATE-----\n',
      key: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC+2t/4vA1kO/H4\nxDoCQWPXC9atD+mio2kT/C8aAOFnAdiyfom9gbuS0arj1E9K6uKvwezQJagEn60g\nKjOHjMDEhR61f89R+U7pydUJ5Ak2uY4t0yEt6p6FnHX1QH8wie5ayO7/DlQztZmd\nQgfQXn9HU7Tl1ab2dqrNzIFsl+DKfVBtpgmx2fA5hazp4kJ5cQBtsSFEP59fSNpQ\nz6nCXSTohu7gET69/CBDeVSmnsROkIqbFhhBmpxKA08okFFKSAnXZ/2EvVni527A\n+z5VfeC2j0Bn4tEDj+SM1IhRrRXkuG+enw3ueQeRhSLfx3attesosjwMI8r5asT0\nwfqcditNAgMBAAECggEAP17MbDoAlk4DJ478FeChZndzVe5JLKvmiXC8MP2m2f12\ndrnmQUqwveypOdG2bFE2aJZS67/9HF/qa5onlvPo07fBvRENhRHrHlxaRNj3KDkP\nWO7X/vd+oC2VyxOZx8OcpX8/P+gBlFPRiDIzBwBBcaz9DS1WLVK0nvWu6aA6TvEe\n83bBNjMT+MRXGtWvlvUvDso2pjomVLgdvoTy68Fkl0smXGluDy99IuhinXm2z84u\njSLKNBbesFIrcOXPlzJVr14JBtqUiMX7SfFrshKeshXzRO+1KECE0r9BJo3dSIqB\ncp3pYOOScYdQG6uMKJ0pGNwG2JIjscK6FE2qSLUbzwKBgQDq0iRBQ01yMvsYQ1Qh\nqDiXXQ59AtNiBbDsCc388XsyGpF2kaHWC9DRyjxfR2AC7iKixeL5SxtfiEeSx8hV\nYKnsajRH04CQd77tmOWWdgDkSmYb5z/o843MJcbCTCJ8UGmDIHqb4HUItnUOXOa2\nC4ziTatjUvelSyF6gnfS3kuq8wKBgQDQEZcOjeXJyNJJUiRWX4gRNV9ZilLQ5qxX\nreJe38jSSRIjV8jUriyw4mHsDOVmrzW+bhYWlQceghbjti6g/bTPV/hxFt6AhaDF\niEkqKgkmddXSmw8+fAt4f0mh1iRu/8LhTaapBUHv7+4ORrr9m0q/vUdmyJuJHvGG\nLJOeAx/gvwKBgQDdnSPAQB9oRrr5JBnTheqa16Uj0DXlDc/yhDJWpSSKnc5o43qk\nAxS52a5ukXMIcOxZSH80nXChEYHTAh+MjCTyTS04GGD+dzTHEgSjooym55xEe1Oy\nq6FIaOKTXr0xK8bYjR+J2yU46tHAk2bdqjr1HS5CF/xGkIhxEY66gTdShwKBgQCL\nThuazPo6XVAdcveNNKy/CMLsCiZkYuykT3EuIBouYGnaa920N2EIlKkHB6NXWptb\nAg2b1O9NR7/XeZRCiVpTMAzQeoVB+zWmyxZhOn+h1mbweIx+Q0LSzDYaOmtuPaLW\ngczBgRmicTsrJ8PuI9iqAyoY8NrhtWvzb0juFB11tQKBgAk3pBug/C8PYm0F+499\nNlVWevL8Y6M5+I5hdv5MT4COhYr2es/BQLMll3HtBcZwIK6kaSekd+wE3V1F1saN\nimvVOvuANjJtx4e7iDjd/u41JHPo4ge18iyX6bvJpKp5aKvb2E0XPjzCtDIGL8T2\nNM2g7ijwlPxpLZ58tbAf2npl\n-----END PRIVATE KEY-----\n',
      certificate_path: '/srv/c.pem',
      key_path: '/srv/c-key.pem',
    },
    answers: { 'state of /srv/c-key.pem': '\u0000', 'state of /srv/c.pem': '\u0000' },
    expects: [
      'create file:/srv/c-key.pem: null -> {"state":"file","mode":"0600","size":1704,"sha256":"fcbce709d3d99f67f32b24f13caf26d8c93790aa2f0e79e223079f2d6c08da46"}',
      'create file:/srv/c.pem: null -> {"state":"file","mode":"0644","size":1139,"sha256":"f847ea095e00e23165c3b9ab5dfb94671d3c090844402ab9c89d486b8f41575f"}',
      'write /srv/c-key.pem 0600: (a file)',
      'outputs: {"certificate_path":"/srv/c.pem","key_path":"/srv/c-key.pem"}',
    ],
  },
  {
    title: 'a certificate and its key that are there are left alone',
    params: {
      certificate:
        '-----BEGIN CERTIFICATE-----\nMIIDHDCCAgSgAwIBAgIUIu4hgHhnk4BtfcA/EQSyxf3cHHIwDQYJKoZIhvcNAQEL\nBQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MDkzMTE1WhcNMzYxMTI2MDkzMTE1\nWjAPMQ0wCwYDVQQDDARldGNkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\nAQEAvtrf+LwNZDvx+MQ6AkFj1wvWrQ/poqNpE/wvGgDhZwHYsn6JvYG7ktGq49RP\nSurir8Hs0CWoBJ+tICozh4zAxIUetX/PUflO6cnVCeQJNrmOLdMhLeqehZx19UB/\nMInuWsju/w5UM7WZnUIH0F5/R1O05dWm9naqzcyBbJfgyn1QbaYJsdnwOYWs6eJC\neXEAbbEhRD+fX0jaUM+pwl0k6Ibu4BE+vfwgQ3lUpp7ETpCKmxYYQZqcSgNPKJBR\nSkgJ12f9hL1Z4uduwPs+VX3gto9AZ+LRA4/kjNSIUa0V5Lhvnp8N7nkHkYUi38d2\nrbXrKLI8DCPK+WrE9MH6nHYrTQIDAQABo3IwcDAPBgNVHREECDAGhwR/AAABMB0G\nA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNVHQ4EFgQUOv3y1uAo12m6\nHzafdaZFUftOTqIwHwYDVR0jBBgwFoAU/yI3LOYdGzSFkqmiOGErY83XGMMwDQYJ\nKoZIhvcNAQELBQADggEBAB4MPwwNcofb4NwT1wXY9k6buRRTz56qqybB19UGs0+H\npNj1R8gWoa9LniM8srQdUPFr01oTR9LVKsz6/Iq8pTT8tCqqcxe0opT4wzFKCG5W\nvwMUBNWQSp/lTa00ovncV3Tbb+2iojGbBK3v2X1CD7uOLwMyH2wCA7Kz9CdwMPvJ\nBCGqYQBWUd88dmHl7e0tH4e5I858PZ3TW+fjGMNxm/Kczd1xwDlGbPhewkvXhco2\nrh/UPO5XsBoBfZvCCyHUWrrRsrn8s1NhclYoln5RayOw6Mt04zxkUfkSegssutkT\noUwIHDrLah4iyq9YRjQqagto4TJT9aIg+MwGqcNHqdc=\n-----END CERTIFICATE-----\n',
      key: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC+2t/4vA1kO/H4\nxDoCQWPXC9atD+mio2kT/C8aAOFnAdiyfom9gbuS0arj1E9K6uKvwezQJagEn60g\nKjOHjMDEhR61f89R+U7pydUJ5Ak2uY4t0yEt6p6FnHX1QH8wie5ayO7/DlQztZmd\nQgfQXn9HU7Tl1ab2dqrNzIFsl+DKfVBtpgmx2fA5hazp4kJ5cQBtsSFEP59fSNpQ\nz6nCXSTohu7gET69/CBDeVSmnsROkIqbFhhBmpxKA08okFFKSAnXZ/2EvVni527A\n+z5VfeC2j0Bn4tEDj+SM1IhRrRXkuG+enw3ueQeRhSLfx3attesosjwMI8r5asT0\nwfqcditNAgMBAAECggEAP17MbDoAlk4DJ478FeChZndzVe5JLKvmiXC8MP2m2f12\ndrnmQUqwveypOdG2bFE2aJZS67/9HF/qa5onlvPo07fBvRENhRHrHlxaRNj3KDkP\nWO7X/vd+oC2VyxOZx8OcpX8/P+gBlFPRiDIzBwBBcaz9DS1WLVK0nvWu6aA6TvEe\n83bBNjMT+MRXGtWvlvUvDso2pjomVLgdvoTy68Fkl0smXGluDy99IuhinXm2z84u\njSLKNBbesFIrcOXPlzJVr14JBtqUiMX7SfFrshKeshXzRO+1KECE0r9BJo3dSIqB\ncp3pYOOScYdQG6uMKJ0pGNwG2JIjscK6FE2qSLUbzwKBgQDq0iRBQ01yMvsYQ1Qh\nqDiXXQ59AtNiBbDsCc388XsyGpF2kaHWC9DRyjxfR2AC7iKixeL5SxtfiEeSx8hV\nYKnsajRH04CQd77tmOWWdgDkSmYb5z/o843MJcbCTCJ8UGmDIHqb4HUItnUOXOa2\nC4ziTatjUvelSyF6gnfS3kuq8wKBgQDQEZcOjeXJyNJJUiRWX4gRNV9ZilLQ5qxX\nreJe38jSSRIjV8jUriyw4mHsDOVmrzW+bhYWlQceghbjti6g/bTPV/hxFt6AhaDF\niEkqKgkmddXSmw8+fAt4f0mh1iRu/8LhTaapBUHv7+4ORrr9m0q/vUdmyJuJHvGG\nLJOeAx/gvwKBgQDdnSPAQB9oRrr5JBnTheqa16Uj0DXlDc/yhDJWpSSKnc5o43qk\nAxS52a5ukXMIcOxZSH80nXChEYHTAh+MjCTyTS04GGD+dzTHEgSjooym55xEe1Oy\nq6FIaOKTXr0xK8bYjR+J2yU46tHAk2bdqjr1HS5CF/xGkIhxEY66gTdShwKBgQCL\nThuazPo6XVAdcveNNKy/CMLsCiZkYuykT3EuIBouYGnaa920N2EIlKkHB6NXWptb\nAg2b1O9NR7/XeZRCiVpTMAzQeoVB+zWmyxZhOn+h1mbweIx+Q0LSzDYaOmtuPaLW\ngczBgRmicTsrJ8PuI9iqAyoY8NrhtWvzb0juFB11tQKBgAk3pBug/C8PYm0F+499\nNlVWevL8Y6M5+I5hdv5MT4COhYr2es/BQLMll3HtBcZwIK6kaSekd+wE3V1F1saN\nimvVOvuANjJtx4e7iDjd/u41JHPo4ge18iyX6bvJpKp5aKvb2E0XPjzCtDIGL8T2\nNM2g7ijwlPxpLZ58tbAf2npl\n-----END PRIVATE KEY-----\n',
      certificate_path: '/srv/c.pem',
      key_path: '/srv/c-key.pem',
    },
    answers: {
      'state of /srv/c-key.pem':
        ' 1:rw\u00008180:0:0:1704:1795947282:1795947282:1795947283:4351260:65024:1:root:root\u0000fcbce709d3d99f67f32b24f13caf26d8c93790aa2f0e79e223079f2d6c08da46  /srv/c-key.pem\u0000',
      'state of /srv/c.pem':
        ' 1:rw\u000081a4:0:0:1139:1795947282:1795947282:1795947283:4351264:65024:1:root:root\u0000f847ea095e00e23165c3b9ab5dfb94671d3c090844402ab9c89d486b8f41575f  /srv/c.pem\u0000',
    },
    expects: ['in sync: {"certificate_path":"/srv/c.pem","key_path":"/srv/c-key.pem"}'],
  },
  {
    title: 'a key that others may read is closed',
    params: {
      certificate:
        '-----BEGIN CERTIFICATE-----\nMIIDHDCCAgSgAwIBAgIUIu4hgHhnk4BtfcA/EQSyxf3cHHIwDQYJKoZIhvcNAQEL\nBQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MDkzMTE1WhcNMzYxMTI2MDkzMTE1\nWjAPMQ0wCwYDVQQDDARldGNkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\nAQEAvtrf+LwNZDvx+MQ6AkFj1wvWrQ/poqNpE/wvGgDhZwHYsn6JvYG7ktGq49RP\nSurir8Hs0CWoBJ+tICozh4zAxIUetX/PUflO6cnVCeQJNrmOLdMhLeqehZx19UB/\nMInuWsju/w5UM7WZnUIH0F5/R1O05dWm9naqzcyBbJfgyn1QbaYJsdnwOYWs6eJC\neXEAbbEhRD+fX0jaUM+pwl0k6Ibu4BE+vfwgQ3lUpp7ETpCKmxYYQZqcSgNPKJBR\nSkgJ12f9hL1Z4uduwPs+VX3gto9AZ+LRA4/kjNSIUa0V5Lhvnp8N7nkHkYUi38d2\nrbXrKLI8DCPK+WrE9MH6nHYrTQIDAQABo3IwcDAPBgNVHREECDAGhwR/AAABMB0G\nA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNVHQ4EFgQUOv3y1uAo12m6\nHzafdaZFUftOTqIwHwYDVR0jBBgwFoAU/yI3LOYdGzSFkqmiOGErY83XGMMwDQYJ\nKoZIhvcNAQELBQADggEBAB4MPwwNcofb4NwT1wXY9k6buRRTz56qqybB19UGs0+H\npNj1R8gWoa9LniM8srQdUPFr01oTR9LVKsz6/Iq8pTT8tCqqcxe0opT4wzFKCG5W\nvwMUBNWQSp/lTa00ovncV3Tbb+2iojGbBK3v2X1CD7uOLwMyH2wCA7Kz9CdwMPvJ\nBCGqYQBWUd88dmHl7e0tH4e5I858PZ3TW+fjGMNxm/Kczd1xwDlGbPhewkvXhco2\nrh/UPO5XsBoBfZvCCyHUWrrRsrn8s1NhclYoln5RayOw6Mt04zxkUfkSegssutkT\noUwIHDrLah4iyq9YRjQqagto4TJT9aIg+MwGqcNHqdc=\n-----END CERTIFICATE-----\n',
      key: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC+2t/4vA1kO/H4\nxDoCQWPXC9atD+mio2kT/C8aAOFnAdiyfom9gbuS0arj1E9K6uKvwezQJagEn60g\nKjOHjMDEhR61f89R+U7pydUJ5Ak2uY4t0yEt6p6FnHX1QH8wie5ayO7/DlQztZmd\nQgfQXn9HU7Tl1ab2dqrNzIFsl+DKfVBtpgmx2fA5hazp4kJ5cQBtsSFEP59fSNpQ\nz6nCXSTohu7gET69/CBDeVSmnsROkIqbFhhBmpxKA08okFFKSAnXZ/2EvVni527A\n+z5VfeC2j0Bn4tEDj+SM1IhRrRXkuG+enw3ueQeRhSLfx3attesosjwMI8r5asT0\nwfqcditNAgMBAAECggEAP17MbDoAlk4DJ478FeChZndzVe5JLKvmiXC8MP2m2f12\ndrnmQUqwveypOdG2bFE2aJZS67/9HF/qa5onlvPo07fBvRENhRHrHlxaRNj3KDkP\nWO7X/vd+oC2VyxOZx8OcpX8/P+gBlFPRiDIzBwBBcaz9DS1WLVK0nvWu6aA6TvEe\n83bBNjMT+MRXGtWvlvUvDso2pjomVLgdvoTy68Fkl0smXGluDy99IuhinXm2z84u\njSLKNBbesFIrcOXPlzJVr14JBtqUiMX7SfFrshKeshXzRO+1KECE0r9BJo3dSIqB\ncp3pYOOScYdQG6uMKJ0pGNwG2JIjscK6FE2qSLUbzwKBgQDq0iRBQ01yMvsYQ1Qh\nqDiXXQ59AtNiBbDsCc388XsyGpF2kaHWC9DRyjxfR2AC7iKixeL5SxtfiEeSx8hV\nYKnsajRH04CQd77tmOWWdgDkSmYb5z/o843MJcbCTCJ8UGmDIHqb4HUItnUOXOa2\nC4ziTatjUvelSyF6gnfS3kuq8wKBgQDQEZcOjeXJyNJJUiRWX4gRNV9ZilLQ5qxX\nreJe38jSSRIjV8jUriyw4mHsDOVmrzW+bhYWlQceghbjti6g/bTPV/hxFt6AhaDF\niEkqKgkmddXSmw8+fAt4f0mh1iRu/8LhTaapBUHv7+4ORrr9m0q/vUdmyJuJHvGG\nLJOeAx/gvwKBgQDdnSPAQB9oRrr5JBnTheqa16Uj0DXlDc/yhDJWpSSKnc5o43qk\nAxS52a5ukXMIcOxZSH80nXChEYHTAh+MjCTyTS04GGD+dzTHEgSjooym55xEe1Oy\nq6FIaOKTXr0xK8bYjR+J2yU46tHAk2bdqjr1HS5CF/xGkIhxEY66gTdShwKBgQCL\nThuazPo6XVAdcveNNKy/CMLsCiZkYuykT3EuIBouYGnaa920N2EIlKkHB6NXWptb\nAg2b1O9NR7/XeZRCiVpTMAzQeoVB+zWmyxZhOn+h1mbweIx+Q0LSzDYaOmtuPaLW\ngczBgRmicTsrJ8PuI9iqAyoY8NrhtWvzb0juFB11tQKBgAk3pBug/C8PYm0F+499\nNlVWevL8Y6M5+I5hdv5MT4COhYr2es/BQLMll3HtBcZwIK6kaSekd+wE3V1F1saN\nimvVOvuANjJtx4e7iDjd/u41JHPo4ge18iyX6bvJpKp5aKvb2E0XPjzCtDIGL8T2\nNM2g7ijwlPxpLZ58tbAf2npl\n-----END PRIVATE KEY-----\n',
      certificate_path: '/srv/c.pem',
      key_path: '/srv/c-key.pem',
    },
    answers: {
      'state of /srv/c-key.pem':
        ' 1:rw\u000081a4:0:0:1704:1795947282:1795947283:1795947284:4351260:65024:1:root:root\u0000fcbce709d3d99f67f32b24f13caf26d8c93790aa2f0e79e223079f2d6c08da46  /srv/c-key.pem\u0000',
      'state of /srv/c.pem':
        ' 1:rw\u000081a4:0:0:1139:1795947282:1795947284:1795947283:4351264:65024:1:root:root\u0000f847ea095e00e23165c3b9ab5dfb94671d3c090844402ab9c89d486b8f41575f  /srv/c.pem\u0000',
    },
    expects: [
      'update file:/srv/c-key.pem: {"mode":"0644"} -> {"mode":"0600"}',
      '$ (d_enter /srv && d_pin c-key.pem && d_run_pinned chmod -- 00600 "$d_pinned")',
      'outputs: {"certificate_path":"/srv/c.pem","key_path":"/srv/c-key.pem"}',
    ],
  },
  {
    title: 'files in two directories are refused',
    params: {
      certificate:
        '-----BEGIN CERTIFICATE-----\nMIIDHDCCAgSgAwIBAgIUIu4hgHhnk4BtfcA/EQSyxf3cHHIwDQYJKoZIhvcNAQEL\nBQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MDkzMTE1WhcNMzYxMTI2MDkzMTE1\nWjAPMQ0wCwYDVQQDDARldGNkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\nAQEAvtrf+LwNZDvx+MQ6AkFj1wvWrQ/poqNpE/wvGgDhZwHYsn6JvYG7ktGq49RP\nSurir8Hs0CWoBJ+tICozh4zAxIUetX/PUflO6cnVCeQJNrmOLdMhLeqehZx19UB/\nMInuWsju/w5UM7WZnUIH0F5/R1O05dWm9naqzcyBbJfgyn1QbaYJsdnwOYWs6eJC\neXEAbbEhRD+fX0jaUM+pwl0k6Ibu4BE+vfwgQ3lUpp7ETpCKmxYYQZqcSgNPKJBR\nSkgJ12f9hL1Z4uduwPs+VX3gto9AZ+LRA4/kjNSIUa0V5Lhvnp8N7nkHkYUi38d2\nrbXrKLI8DCPK+WrE9MH6nHYrTQIDAQABo3IwcDAPBgNVHREECDAGhwR/AAABMB0G\nA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNVHQ4EFgQUOv3y1uAo12m6\nHzafdaZFUftOTqIwHwYDVR0jBBgwFoAU/yI3LOYdGzSFkqmiOGErY83XGMMwDQYJ\nKoZIhvcNAQELBQADggEBAB4MPwwNcofb4NwT1wXY9k6buRRTz56qqybB19UGs0+H\npNj1R8gWoa9LniM8srQdUPFr01oTR9LVKsz6/Iq8pTT8tCqqcxe0opT4wzFKCG5W\nvwMUBNWQSp/lTa00ovncV3Tbb+2iojGbBK3v2X1CD7uOLwMyH2wCA7Kz9CdwMPvJ\nBCGqYQBWUd88dmHl7e0tH4e5I858PZ3TW+fjGMNxm/Kczd1xwDlGbPhewkvXhco2\nrh/UPO5XsBoBfZvCCyHUWrrRsrn8s1NhclYoln5RayOw6Mt04zxkUfkSegssutkT\noUwIHDrLah4iyq9YRjQqagto4TJT9aIg+MwGqcNHqdc=\n-----END CERTIFICATE-----\n',
      key: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC+2t/4vA1kO/H4\nxDoCQWPXC9atD+mio2kT/C8aAOFnAdiyfom9gbuS0arj1E9K6uKvwezQJagEn60g\nKjOHjMDEhR61f89R+U7pydUJ5Ak2uY4t0yEt6p6FnHX1QH8wie5ayO7/DlQztZmd\nQgfQXn9HU7Tl1ab2dqrNzIFsl+DKfVBtpgmx2fA5hazp4kJ5cQBtsSFEP59fSNpQ\nz6nCXSTohu7gET69/CBDeVSmnsROkIqbFhhBmpxKA08okFFKSAnXZ/2EvVni527A\n+z5VfeC2j0Bn4tEDj+SM1IhRrRXkuG+enw3ueQeRhSLfx3attesosjwMI8r5asT0\nwfqcditNAgMBAAECggEAP17MbDoAlk4DJ478FeChZndzVe5JLKvmiXC8MP2m2f12\ndrnmQUqwveypOdG2bFE2aJZS67/9HF/qa5onlvPo07fBvRENhRHrHlxaRNj3KDkP\nWO7X/vd+oC2VyxOZx8OcpX8/P+gBlFPRiDIzBwBBcaz9DS1WLVK0nvWu6aA6TvEe\n83bBNjMT+MRXGtWvlvUvDso2pjomVLgdvoTy68Fkl0smXGluDy99IuhinXm2z84u\njSLKNBbesFIrcOXPlzJVr14JBtqUiMX7SfFrshKeshXzRO+1KECE0r9BJo3dSIqB\ncp3pYOOScYdQG6uMKJ0pGNwG2JIjscK6FE2qSLUbzwKBgQDq0iRBQ01yMvsYQ1Qh\nqDiXXQ59AtNiBbDsCc388XsyGpF2kaHWC9DRyjxfR2AC7iKixeL5SxtfiEeSx8hV\nYKnsajRH04CQd77tmOWWdgDkSmYb5z/o843MJcbCTCJ8UGmDIHqb4HUItnUOXOa2\nC4ziTatjUvelSyF6gnfS3kuq8wKBgQDQEZcOjeXJyNJJUiRWX4gRNV9ZilLQ5qxX\nreJe38jSSRIjV8jUriyw4mHsDOVmrzW+bhYWlQceghbjti6g/bTPV/hxFt6AhaDF\niEkqKgkmddXSmw8+fAt4f0mh1iRu/8LhTaapBUHv7+4ORrr9m0q/vUdmyJuJHvGG\nLJOeAx/gvwKBgQDdnSPAQB9oRrr5JBnTheqa16Uj0DXlDc/yhDJWpSSKnc5o43qk\nAxS52a5ukXMIcOxZSH80nXChEYHTAh+MjCTyTS04GGD+dzTHEgSjooym55xEe1Oy\nq6FIaOKTXr0xK8bYjR+J2yU46tHAk2bdqjr1HS5CF/xGkIhxEY66gTdShwKBgQCL\nThuazPo6XVAdcveNNKy/CMLsCiZkYuykT3EuIBouYGnaa920N2EIlKkHB6NXWptb\nAg2b1O9NR7/XeZRCiVpTMAzQeoVB+zWmyxZhOn+h1mbweIx+Q0LSzDYaOmtuPaLW\ngczBgRmicTsrJ8PuI9iqAyoY8NrhtWvzb0juFB11tQKBgAk3pBug/C8PYm0F+499\nNlVWevL8Y6M5+I5hdv5MT4COhYr2es/BQLMll3HtBcZwIK6kaSekd+wE3V1F1saN\nimvVOvuANjJtx4e7iDjd/u41JHPo4ge18iyX6bvJpKp5aKvb2E0XPjzCtDIGL8T2\nNM2g7ijwlPxpLZ58tbAf2npl\n-----END PRIVATE KEY-----\n',
      certificate_path: '/srv/c.pem',
      key_path: '/srv/d/c-key.pem',
    },
    expects: [
      'error: `/srv/c.pem` and `/srv/d/c-key.pem` are not in one directory',
      'hint: two files can be replaced at once only within one directory',
    ],
  },
  {
    title: 'a key of another certificate is refused',
    params: {
      certificate:
        '-----BEGIN CERTIFICATE-----\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\n3zkG+T1Gv97G/UXc8mQ=\n-----END CERTIFICATE-----\n',
      key: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC+2t/4vA1kO/H4\nxDoCQWPXC9atD+mio2kT/C8aAOFnAdiyfom9gbuS0arj1E9K6uKvwezQJagEn60g\nKjOHjMDEhR61f89R+U7pydUJ5Ak2uY4t0yEt6p6FnHX1QH8wie5ayO7/DlQztZmd\nQgfQXn9HU7Tl1ab2dqrNzIFsl+DKfVBtpgmx2fA5hazp4kJ5cQBtsSFEP59fSNpQ\nz6nCXSTohu7gET69/CBDeVSmnsROkIqbFhhBmpxKA08okFFKSAnXZ/2EvVni527A\n+z5VfeC2j0Bn4tEDj+SM1IhRrRXkuG+enw3ueQeRhSLfx3attesosjwMI8r5asT0\nwfqcditNAgMBAAECggEAP17MbDoAlk4DJ478FeChZndzVe5JLKvmiXC8MP2m2f12\ndrnmQUqwveypOdG2bFE2aJZS67/9HF/qa5onlvPo07fBvRENhRHrHlxaRNj3KDkP\nWO7X/vd+oC2VyxOZx8OcpX8/P+gBlFPRiDIzBwBBcaz9DS1WLVK0nvWu6aA6TvEe\n83bBNjMT+MRXGtWvlvUvDso2pjomVLgdvoTy68Fkl0smXGluDy99IuhinXm2z84u\njSLKNBbesFIrcOXPlzJVr14JBtqUiMX7SfFrshKeshXzRO+1KECE0r9BJo3dSIqB\ncp3pYOOScYdQG6uMKJ0pGNwG2JIjscK6FE2qSLUbzwKBgQDq0iRBQ01yMvsYQ1Qh\nqDiXXQ59AtNiBbDsCc388XsyGpF2kaHWC9DRyjxfR2AC7iKixeL5SxtfiEeSx8hV\nYKnsajRH04CQd77tmOWWdgDkSmYb5z/o843MJcbCTCJ8UGmDIHqb4HUItnUOXOa2\nC4ziTatjUvelSyF6gnfS3kuq8wKBgQDQEZcOjeXJyNJJUiRWX4gRNV9ZilLQ5qxX\nreJe38jSSRIjV8jUriyw4mHsDOVmrzW+bhYWlQceghbjti6g/bTPV/hxFt6AhaDF\niEkqKgkmddXSmw8+fAt4f0mh1iRu/8LhTaapBUHv7+4ORrr9m0q/vUdmyJuJHvGG\nLJOeAx/gvwKBgQDdnSPAQB9oRrr5JBnTheqa16Uj0DXlDc/yhDJWpSSKnc5o43qk\nAxS52a5ukXMIcOxZSH80nXChEYHTAh+MjCTyTS04GGD+dzTHEgSjooym55xEe1Oy\nq6FIaOKTXr0xK8bYjR+J2yU46tHAk2bdqjr1HS5CF/xGkIhxEY66gTdShwKBgQCL\nThuazPo6XVAdcveNNKy/CMLsCiZkYuykT3EuIBouYGnaa920N2EIlKkHB6NXWptb\nAg2b1O9NR7/XeZRCiVpTMAzQeoVB+zWmyxZhOn+h1mbweIx+Q0LSzDYaOmtuPaLW\ngczBgRmicTsrJ8PuI9iqAyoY8NrhtWvzb0juFB11tQKBgAk3pBug/C8PYm0F+499\nNlVWevL8Y6M5+I5hdv5MT4COhYr2es/BQLMll3HtBcZwIK6kaSekd+wE3V1F1saN\nimvVOvuANjJtx4e7iDjd/u41JHPo4ge18iyX6bvJpKp5aKvb2E0XPjzCtDIGL8T2\nNM2g7ijwlPxpLZ58tbAf2npl\n-----END PRIVATE KEY-----\n',
      certificate_path: '/srv/c.pem',
      key_path: '/srv/c-key.pem',
    },
    expects: [
      'error: the key does not belong to the certificate',
      'hint: both must be PEM, and the key must be unencrypted',
    ],
  },
]

taskRows('key_pair', keyPair, ROWS)

test.run()
