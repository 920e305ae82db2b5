import { z } from 'zod'
import { flag, hostPath, number, text } from '../../authoring/params.ts'
import { DIGEST_ALGORITHMS } from '../../remote/probes/files/digest.ts'
import { fileParams } from '../files/attributes.ts'
import { backupParam } from '../files/write-params.ts'
import { lineParam } from '../line-param.ts'
import { parseChecksum } from './checksum.ts'

/** The params of the task type `get_url`. */
export const getUrlParams = z.strictObject({
  url: z
    .string()
    .regex(
      /^(https?|ftp|file):\/\/[^\s\0]+$/i,
      'expected a URL that begins with `https://`, `http://`, `ftp://` or `file://`',
    )
    .refine(url => URL.canParse(url), 'expected a URL')
    .describe('The URL to download.')
    .meta({ examples: ['https://example.org/app.tar.gz'] }),
  dest: hostPath()
    .describe(
      'The path of the file on the host. If it is a directory or ends in `/`, the file in it is named after the last part of the URL.',
    )
    .meta({ examples: ['/var/cache/app.tar.gz'] }),
  checksum: z
    .string()
    .refine(value => value === '' || parseChecksum(value) !== undefined, {
      message: `expected \`sha256:\` and a digest in hex or the URL of a list of them; also ${DIGEST_ALGORITHMS.join(', ')}`,
    })
    .optional()
    .describe(
      '`ALGORITHM:HEX`, or `ALGORITHM:URL` with the URL of a list such as `SHA256SUMS`. A file that matches the checksum is not downloaded again.',
    )
    .meta({ examples: ['sha256:https://example.org/SHA256SUMS'] }),
  ...fileParams,
  force: flag()
    .default(false)
    .describe(
      'If there is no checksum, download the file even if it already exists, and replace it if it differs.',
    )
    .meta({ examples: [true] }),
  via: z
    .enum(['auto', 'host', 'controller'])
    .default('auto')
    .describe(
      'Where to download. `host` uses curl or wget on the host. `controller` downloads to the controller and sends the file to the host. `auto` uses the host if it has curl or wget. The host and the controller each use their own `http_proxy`, `https_proxy` and `no_proxy`.',
    )
    .meta({ examples: ['controller'] }),
  backup: backupParam,
  timeout: number()
    .default(10)
    .describe('Seconds without any received data after which the download fails.')
    .meta({ examples: [60] }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'expected the name of a header'),
      lineParam('a header cannot hold a line break'),
    )
    .default({})
    .describe('Headers to send. They do not appear in process lists.')
    .meta({ examples: [{ Accept: 'application/octet-stream' }] }),
  http_agent: lineParam('a header cannot hold a line break')
    .optional()
    .describe('Value of the header `User-Agent`. By default, it is that of curl or wget.')
    .meta({ examples: ['updater/1.0'] }),
  url_username: text()
    .optional()
    .describe('User for basic authentication.')
    .meta({ examples: ['deploy'] }),
  url_password: text()
    .optional()
    .describe('Password for basic authentication.')
    .meta({ examples: ['secret'] }),
  force_basic_auth: flag()
    .default(false)
    .describe('Has no effect: user and password are always sent with the first request.')
    .meta({ examples: [true] }),
  use_proxy: flag()
    .default(true)
    .describe('`false` ignores the proxies that are set in the environment.')
    .meta({ examples: [false] }),
  validate_certs: flag()
    .default(true)
    .describe('`false` accepts any TLS certificate.')
    .meta({ examples: [false] }),
})
