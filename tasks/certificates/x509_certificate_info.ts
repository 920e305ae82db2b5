/**
 * What a certificate says. It is read on the controller: the host needs no program.
 *
 *     - x509_certificate_info:
 *         path: /etc/ssl/web.pem
 *         valid_at: { in_a_month: +4w }
 *       register: web
 */
import {
  defineTask,
  fileContent,
  hostPath,
  inSync,
  known,
  orUnknownAnswer,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  certificateInfo,
  readCertificate,
  timeOf,
  timeParam,
  UNSUPPORTED_BACKEND,
} from '../../src/built-in/certificates.ts'
import { absolutePath, notBoth } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    path: hostPath()
      .optional()
      .describe('The path of the certificate on the host, in PEM or DER.')
      .meta({ examples: ['/etc/ssl/web.pem'] }),
    content: text()
      .optional()
      .describe('The certificate itself, in PEM.')
      .meta({ examples: ['{{web.certificate}}'] }),
    valid_at: z
      .record(z.string(), timeParam())
      .default({})
      .describe(
        'Times at which to check whether the certificate is valid, as a map from names of your choice to times.',
      )
      .meta({ examples: [{ in_a_month: '+4w', in_2030: '20300101000000Z' }] }),
    name_encoding: z
      .enum(['ignore'])
      .default('ignore')
      .describe('Has no effect: host names are shown as they are in the certificate.')
      .meta({ examples: ['ignore'] }),
  })
  .refine(...notBoth('path', 'content'))
  .refine(({ path, content }) => (path ?? content) !== undefined, {
    path: ['path'],
    message: 'expected the certificate, by `path` or as `content`',
  })

export default defineTask({
  summary: 'Returns information about a certificate.',
  example: `- x509_certificate_info:
    path: /etc/ssl/web.pem
    valid_at: { in_a_month: +4w }
  register: web
`,
  params,
  unsupported: UNSUPPORTED_BACKEND,
  check: async ({ host, params }) => {
    const { path, content, valid_at } = params
    const place = path === undefined ? undefined : await absolutePath(host, path)
    const bytes =
      place === undefined
        ? Buffer.from(content ?? '')
        : known(await orUnknownAnswer(host.ask(fileContent(place))))
    if (bytes === null)
      throw new TaskError(`there is no certificate at \`${place}\``, { hint: 'create it in an earlier task' })
    const certificate = readCertificate(bytes)
    if (certificate === undefined)
      throw new TaskError(`${place === undefined ? '`content`' : `\`${place}\``} is not a certificate`, {
        hint: place === undefined ? 'expected PEM' : 'expected PEM or DER',
      })
    const now = Date.now()
    const { notBefore, notAfter } = certificate
    const isValid = (time: string): boolean => {
      const at = timeOf(time, now) ?? now
      return notBefore <= at && at <= notAfter
    }
    return inSync({
      ...certificateInfo(certificate, now),
      valid_at: Object.fromEntries(Object.entries(valid_at).map(([name, time]) => [name, isValid(time)])),
    })
  },
})
