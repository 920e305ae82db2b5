/**
 * A PKCS #12 archive of a private key and its certificates, or the PEM of what such an archive holds. It is made in the memory of the
 * controller: the host needs no program.
 *
 *     - openssl_pkcs12:
 *         path: /etc/app/keystore.p12
 *         friendly_name: app
 *         privatekey_path: /etc/ssl/private/app.pem
 *         certificate_path: /etc/ssl/app.pem
 *         other_certificates: /etc/ssl/ca.pem
 *         passphrase: "{{keystore_passphrase}}"
 */
import {
  defineTask,
  fileContent,
  flag,
  hostPath,
  known,
  mode,
  number,
  type Outputs,
  orUnknownAnswer,
  type ReadHost,
  Secret,
  text,
  type Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  type Archive,
  archivePem,
  buildWantedArchive,
  isNewContent,
  isSameArchive,
  NEW_CONTENT,
  privateKeyParams,
  readArchive,
  readPkcs12,
  remakingAction,
  UNSUPPORTED_BACKEND,
  writePkcs12,
} from '../../src/built-in/certificates.ts'
import {
  backupParam,
  explainFiles,
  fileParams,
  GENERATED_FILE_OUTPUTS,
  planFileRemoval,
  planGeneratedFile,
  putGeneratedFile,
  readPresentFile,
} from '../../src/built-in/files.ts'
import { plainPath, prefetch } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles, notBoth, omitUndefined } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

const fields = z.strictObject({
  path: hostPath()
    .describe('The path of the file to write: the archive, or with `action: parse` the PEM file.')
    .meta({ examples: ['/etc/app/keystore.p12'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the file should exist.')
    .meta({ examples: ['absent'] }),
  action: z
    .enum(['export', 'parse'])
    .default('export')
    .describe(
      '`export` writes an archive. `parse` reads the archive `src` and writes its contents as PEM, without encryption.',
    )
    .meta({ examples: ['parse'] }),
  src: hostPath()
    .optional()
    .describe('The path of the archive to parse.')
    .meta({ examples: ['/etc/app/keystore.p12'] }),
  passphrase: text()
    .refine(words => /^[\x20-\x7e]*$/.test(words), 'expected ASCII characters')
    .default('')
    .describe(
      'The passphrase of the archive. Without a passphrase, the archive is not encrypted. The passphrase never leaves the controller.',
    )
    .meta({ secret: true, examples: ['{{keystore_passphrase}}'] }),
  friendly_name: text()
    .refine(name => name !== '', 'expected a name')
    .optional()
    .describe('The name (alias) of the key and its certificate in the archive.')
    .meta({ examples: ['app'] }),
  ...privateKeyParams,
  certificate_path: hostPath()
    .optional()
    .describe('The certificate of the key, in PEM.')
    .meta({ examples: ['/etc/ssl/app.pem'] }),
  other_certificates: commaList(hostPath())
    .default([])
    .describe(
      'Files with additional certificates, such as those of the authorities. Only the first certificate of each file is used.',
    )
    .meta({ examples: [['/etc/ssl/ca.pem']] }),
  other_certificates_parse_all: flag()
    .default(false)
    .describe('Use all certificates of the files in `other_certificates`, not only the first of each.')
    .meta({ examples: [true] }),
  encryption_level: z
    .enum(['auto', 'compatibility2022'])
    .default('auto')
    .describe(
      '`auto` encrypts with AES-256 and SHA-256. `compatibility2022` uses Triple DES and SHA-1, for old software. An existing archive is not written again if only this setting differs.',
    )
    .meta({ examples: ['compatibility2022'] }),
  iter_size: number()
    .pipe(z.number().int().min(1).max(10_000_000))
    .default(20_000)
    .describe('Number of iterations of the function that derives the encryption key from the passphrase.')
    .meta({ examples: [100_000] }),
  force: flag()
    .default(false)
    .describe('Write the file again on every run.')
    .meta({ examples: [true] }),
  backup: backupParam,
  return_content: flag()
    .default(false)
    .describe('Return the file in the result as `pkcs12`, in base64. It is masked in all output.')
    .meta({ examples: [true] }),
  ...fileParams,
  mode: mode()
    .default('0400')
    .describe('File mode of the file.')
    .meta({ examples: ['0640'] }),
})

type Params = z.output<typeof fields>

const isExported = ({ state, action }: Params): boolean => state === 'present' && action === 'export'

const params = fields
  .refine(...notBoth('privatekey_path', 'privatekey_content'))
  .refine(each => !isExported(each) || each.friendly_name !== undefined, {
    path: ['friendly_name'],
    message: 'expected the name of the key in the archive',
  })
  .refine(({ action, src }) => action !== 'parse' || src !== undefined, {
    path: ['src'],
    message: 'expected the archive to parse',
    params: { ansibleMessage: 'action is parse but all of the following are missing: src' },
  })

export default defineTask({
  summary: 'Writes a PKCS #12 archive with a key and its certificates, or extracts an archive to PEM.',
  example: `- openssl_pkcs12:
    path: /etc/app/keystore.p12
    friendly_name: app
    privatekey_path: /etc/ssl/private/app.pem
    certificate_path: /etc/ssl/app.pem
    other_certificates: /etc/ssl/ca.pem
    passphrase: "{{keystore_passphrase}}"
`,
  params,
  aliases: { attr: 'attributes', ca_certificates: 'other_certificates', name: 'friendly_name' },
  outputs: {
    ...GENERATED_FILE_OUTPUTS,
    privatekey_path: 'The `privatekey_path` of the task; only if it is set.',
    pkcs12: 'The file in base64, as a secret; only with `return_content`.',
  },
  unsupported: {
    maciter_size: 'remove it: the digest has 2048 rounds',
    ...UNSUPPORTED_BACKEND,
  },
  action: remakingAction,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = { filename: path, ...omitUndefined({ privatekey_path: params.privatekey_path }) }
    if (params.state === 'absent') return planFileRemoval(path, await readPresentFile(host, path), outputs)
    const asked = prefetch(
      Promise.all([askWantedArchive(host, params), orUnknownAnswer(host.ask(fileContent(path)))]),
    )
    const seen = await readPresentFile(host, path)
    const [wanted, bytes] = await asked
    const isCertain = seen.state === null || params.force || isNewContent(wanted) || isNewContent(bytes)
    const isRight = !isCertain && (await isSame(known(bytes) ?? Buffer.alloc(0), known(wanted), params))
    return planGeneratedFile(host, {
      ...{ path, present: seen, params, newMode: '0400', isRight, before: {} },
      after: { from: params.action === 'parse' ? `the archive ${params.src}` : NEW_CONTENT.archive },
      outputs: { ...outputs, ...(isRight ? contentOutputs(params, known(bytes)) : {}) },
    })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: async ({ host, params, plan: { data } }) => {
    const make = async () => {
      const content = await contentOf(known(await askWantedArchive(host, params)), params)
      return { content, outputs: contentOutputs(params, content) }
    }
    return putGeneratedFile(host, data, { make, backup: params.backup })
  },
})

function askWantedArchive(host: ReadHost, params: Params): Promise<Archive | Unknown> {
  return params.action === 'parse'
    ? readArchive(host, params.src ?? '', params.passphrase)
    : buildWantedArchive(host, params)
}

/** Whether a file has the desired content, regardless of its encryption. */
async function isSame(bytes: Buffer, wanted: Archive, params: Params): Promise<boolean> {
  if (params.action === 'parse') return bytes.equals(archivePem(wanted))
  const found = await readPkcs12(bytes, params.passphrase)
  return found !== undefined && isSameArchive(found, wanted)
}

async function contentOf(archive: Archive, params: Params): Promise<Buffer> {
  if (params.action === 'parse') return archivePem(archive)
  const { passphrase, encryption_level, iter_size } = params
  const isCompatible = encryption_level === 'compatibility2022'
  return writePkcs12(archive, { passphrase, isCompatible, iterations: iter_size })
}

function contentOutputs({ return_content }: Params, content: Buffer | null): Outputs {
  return return_content ? { pkcs12: new Secret((content ?? Buffer.alloc(0)).toString('base64')) } : {}
}
