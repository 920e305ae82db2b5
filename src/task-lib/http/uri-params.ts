import { z } from 'zod'
import { flag, hostPath, number, oneOrMore, text } from '../../authoring/params.ts'
import { fileParams } from '../files/attributes.ts'
import { notBoth } from '../not-both.ts'

/** The params of the task type `uri`. */
export const uriParams = z
  .strictObject({
    url: text()
      .refine(url => /^https?:\/\/[^\s]+$/.test(url), 'expected an http or https URL')
      .describe('The URL.')
      .meta({ examples: ['http://127.0.0.1:8080/health'] }),
    method: z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      .default('GET')
      .describe('The HTTP method. GET, HEAD and OPTIONS only read, and are also sent in a dry run.')
      .meta({ examples: ['POST'] }),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected a header name'), text())
      .default({})
      .describe('Request headers.')
      .meta({ examples: [{ Accept: 'application/json' }] }),
    body: z
      .unknown()
      .optional()
      .describe('The body of the request: text, or a list or map in the format of `body_format`.')
      .meta({ examples: [{ name: 'x' }] }),
    src: text()
      .optional()
      .describe('A file to send as the body. It is in the project, or with `remote_src` on the host.')
      .meta({ examples: ['request.json'] }),
    remote_src: flag()
      .default(false)
      .describe('Read `src` from the host instead of the project.')
      .meta({ examples: [true] }),
    dest: hostPath()
      .optional()
      .describe(
        'The path on the host to which the body of the response is written. If it is a directory, the file in it is named after the last part of the URL.',
      )
      .meta({ examples: ['/var/cache/app.json'] }),
    ...fileParams,
    body_format: z
      .enum(['raw', 'json', 'form-urlencoded'])
      .default('raw')
      .describe('The format of the body.')
      .meta({ examples: ['json'] }),
    status_code: z
      .union([statusList(), oneOrMore(number())])
      .default([200])
      .describe('The status codes that count as success.')
      .meta({ examples: [[200, 204]] }),
    return_content: flag()
      .default(false)
      .describe('Register the content even if it is not JSON.')
      .meta({ examples: [true] }),
    timeout: number()
      .default(30)
      .describe('Seconds after which the request fails.')
      .meta({ examples: [5] }),
    validate_certs: flag()
      .default(true)
      .describe('Whether to verify the certificate of the server.')
      .meta({ examples: [false] }),
    ca_path: text()
      .optional()
      .describe('The file on the host that contains the trusted certificate authority.')
      .meta({ examples: ['/etc/etcd/ssl/ca.pem'] }),
    client_cert: text()
      .optional()
      .describe('The file on the host that contains the client certificate.')
      .meta({ examples: ['/etc/etcd/ssl/etcd.pem'] }),
    client_key: text()
      .optional()
      .describe('The file on the host that contains the key of the client certificate.')
      .meta({ examples: ['/etc/etcd/ssl/etcd-key.pem'] }),
    follow_redirects: z
      .union([
        z.enum(['all', 'none', 'safe', 'urllib2']),
        flag().transform(isAll => (isAll ? 'all' : 'none')),
      ])
      .default('safe')
      .describe(
        'Which redirects to follow. `safe` follows redirects only for GET, HEAD and OPTIONS. `urllib2` and true mean `all`; false means `none`.',
      )
      .meta({ examples: ['none'] }),
    url_username: text()
      .optional()
      .describe('User for basic authentication.')
      .meta({ examples: ['admin'] }),
    url_password: text()
      .optional()
      .describe('Password for basic authentication. It is passed to curl on standard input.')
      .meta({ examples: ['{{password}}'] }),
    force_basic_auth: flag()
      .default(false)
      .describe('Has no effect: user and password are always sent with the first request.')
      .meta({ examples: [true] }),
    use_proxy: flag()
      .default(true)
      .describe('`false` ignores the proxies that are set in the environment of the host.')
      .meta({ examples: [false] }),
    http_agent: text()
      .optional()
      .describe('Value of the header `User-Agent`. By default, it is that of curl.')
      .meta({ examples: ['health-check/1.0'] }),
    unix_socket: hostPath()
      .optional()
      .describe('Path of a Unix socket on the host over which to send the request.')
      .meta({ examples: ['/run/docker.sock'] }),
    force: flag()
      .default(false)
      .describe('Ask caches for a fresh response.')
      .meta({ examples: [true] }),
    creates: hostPath()
      .optional()
      .describe('Do not send the request if this path exists on the host. Wildcards are allowed.')
      .meta({ examples: ['/var/lib/app/registered'] }),
    removes: hostPath()
      .optional()
      .describe('Do not send the request if this path does not exist on the host. Wildcards are allowed.')
      .meta({ examples: ['/var/lib/app/pending'] }),
  })
  .refine(...notBoth('body', 'src'))
  .meta({ keepsFloats: true })

/** A param that is a list of status codes in one string, separated by commas. */
function statusList() {
  return z
    .string()
    .regex(/^\d+(\s*,\s*\d+)+$/)
    .transform(codes => codes.split(',').map(Number))
}

/** The validated params of `uri`. */
export type UriParams = z.output<typeof uriParams>
