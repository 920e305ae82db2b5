/**
 * A private key for TLS. It is made in the memory of the controller and sent through the session: the host needs no program, and the
 * key is never on the controller's disk.
 *
 *     - openssl_privatekey:
 *         path: /etc/ssl/private/web.pem
 *         type: ECC
 *         curve: secp256r1
 */
import type { KeyObject } from 'node:crypto'
import {
  defineTask,
  fileContent,
  flag,
  known,
  mode,
  number,
  type Outputs,
  orUnknownAnswer,
  Secret,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  CURVE_NAMES,
  decideKey,
  describedKey,
  describedKeyParams,
  FIXED_TYPES,
  fingerprintsOf,
  NEW_CONTENT,
  newPrivateKey,
  type PrivateKey,
  placeParams,
  privateKeyFile,
  publicDer,
  REGENERATE,
  readPrivateKey,
  UNSUPPORTED_BACKEND,
  writtenFormat,
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
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const fields = z.strictObject({
  ...placeParams('key', '/etc/ssl/private/web.pem'),
  type: z
    .enum(['RSA', 'ECC', ...FIXED_TYPES])
    .default('RSA')
    .describe('The type of the key.')
    .meta({ examples: ['Ed25519'] }),
  size: number()
    .pipe(z.number().int().min(512).max(16384))
    .default(4096)
    .describe('The size of an RSA key in bits.')
    .meta({ examples: [2048] }),
  curve: z
    .enum(CURVE_NAMES)
    .optional()
    .describe('The curve of an ECC key.')
    .meta({ examples: ['secp256r1'] }),
  passphrase: text()
    .refine(words => words !== '', 'expected a passphrase')
    .optional()
    .describe('The passphrase of the key. It never leaves the controller.')
    .meta({ secret: true, examples: ['{{key_passphrase}}'] }),
  cipher: z
    .enum(['auto'])
    .optional()
    .describe('The cipher for a key with a passphrase. `auto` means AES-256-CBC.')
    .meta({ examples: ['auto'] }),
  format: z
    .enum(['pkcs1', 'pkcs8', 'raw', 'auto', 'auto_ignore'])
    .default('auto_ignore')
    .describe(
      'The format of the key. `auto` is `pkcs1` for RSA and ECC keys, and `pkcs8` for others. `auto_ignore` accepts an existing key in any format.',
    )
    .meta({ examples: ['pkcs8'] }),
  format_mismatch: z
    .enum(['regenerate', 'convert'])
    .default('regenerate')
    .describe('What to do with a key in another format: replace it by a new key, or convert it.')
    .meta({ examples: ['convert'] }),
  regenerate: z
    .enum(REGENERATE)
    .default('full_idempotence')
    .describe(
      'When to replace an existing key. `never`: not at all. `fail`: report an error instead of replacing it. `partial_idempotence`: if its type, size, curve or format differs. `full_idempotence`: also if it cannot be read. `always`: on every run.',
    )
    .meta({ examples: ['never'] }),
  force: flag()
    .default(false)
    .describe('The same as `regenerate: always`.')
    .meta({ examples: [true] }),
  backup: backupParam,
  return_content: flag()
    .default(false)
    .describe(
      'Return the key in the result as `privatekey`, in base64 if it is raw. It is masked in all output.',
    )
    .meta({ examples: [true] }),
  ...fileParams,
  mode: mode()
    .default('0600')
    .describe('File mode of the key.')
    .meta({ examples: ['0640'] }),
})

type Params = z.output<typeof fields>

const isFixed = ({ type }: Params): boolean => type !== 'RSA' && type !== 'ECC'

const params = fields
  .refine(({ type, curve }) => type !== 'ECC' || curve !== undefined, {
    path: ['curve'],
    message: 'expected the curve of an ECC key, such as `secp256r1`',
  })
  .refine(({ passphrase, cipher }) => passphrase === undefined || cipher !== undefined, {
    path: ['cipher'],
    message: 'expected `auto`, because there is a passphrase',
  })
  .refine(({ passphrase, cipher }) => cipher === undefined || passphrase !== undefined, {
    path: ['passphrase'],
    message: 'expected a passphrase, because there is a cipher',
  })
  .refine(each => each.format !== 'raw' || (isFixed(each) && each.passphrase === undefined), {
    path: ['format'],
    message: `\`raw\` is only for ${FIXED_TYPES.join(', ')} without a passphrase`,
  })
  .refine(each => each.format !== 'pkcs1' || !isFixed(each), {
    path: ['format'],
    message: '`pkcs1` is only for RSA and ECC',
  })

export default defineTask({
  summary: 'Creates a private key for TLS, and replaces it only if it differs from the params.',
  example: `- openssl_privatekey:
    path: /etc/ssl/private/web.pem
    type: ECC
    curve: secp256r1
`,
  params,
  aliases: { attr: 'attributes' },
  outputs: {
    ...GENERATED_FILE_OUTPUTS,
    type: 'The `type` of the task.',
    size: 'The size of an RSA key in bits; for other types, the size of the file in bytes.',
    curve: 'The `curve` of the task; only if `type` is `ECC`.',
    fingerprint:
      'The digests of the public key, as a map from names such as `sha256` to hex with colons; null if `state` is `absent`.',
    privatekey:
      'The key in PEM, or in base64 if its format is `raw`, as a secret; only with `return_content`.',
  },
  unsupported: UNSUPPORTED_BACKEND,
  action: ({ force, regenerate, state }) =>
    state === 'present' && (force || regenerate === 'always') ? 'repeatable' : undefined,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = { filename: path, ...describedKeyParams(params) }
    if (params.state === 'absent')
      return planFileRemoval(path, await readPresentFile(host, path), { ...outputs, fingerprint: null })
    const content = prefetch(orUnknownAnswer(host.ask(fileContent(path))))
    const seen = await readPresentFile(host, path)
    const asked = { ...params, regenerate: params.force ? ('always' as const) : params.regenerate }
    const bytes = await content
    const isNew = seen.state === null || asked.regenerate === 'always'
    const found = isNew ? undefined : readKey(known(bytes), params)
    const does = isNew ? 'make' : decideKey(found, asked, path)
    return planGeneratedFile(host, {
      ...{ path, present: seen, params, newMode: '0600', isRight: does === 'keep' },
      before: found ? { ...describedKey(found.key), format: found.format } : {},
      after: {
        from: does === 'convert' ? 'the same key' : NEW_CONTENT.key,
        ...describedKeyParams(params),
        format: writtenFormat(params),
      },
      outputs: {
        ...outputs,
        ...(found && does === 'keep' ? keyOutputs(params, found.key, known(bytes)) : {}),
      },
    })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: async ({ host, params, plan: { data } }) => {
    const make = async () => {
      const key = await writtenKey(params, await host.ask(fileContent(data.path)))
      const content = privateKeyFile(key, writtenFormat(params), params.passphrase)
      return { content, outputs: keyOutputs(params, key, content) }
    }
    return putGeneratedFile(host, data, { make, backup: params.backup })
  },
})

/** Returns the key of the existing file if that is only converted, otherwise a new key. */
async function writtenKey(params: Params, old: Buffer | null) {
  const found = params.force || params.regenerate === 'always' ? undefined : readKey(old, params)
  const isConverted = found !== undefined && decideKey(found, params, params.path) === 'convert'
  return isConverted ? found.key : newPrivateKey(params)
}

function readKey(bytes: Buffer | null, { passphrase, type }: Params): PrivateKey | undefined {
  return bytes === null ? undefined : readPrivateKey(bytes, passphrase, type)
}

function keyOutputs({ return_content }: Params, key: KeyObject, content: Buffer | string | null): Outputs {
  const fingerprint = fingerprintsOf(publicDer(key))
  return { fingerprint, ...(return_content ? { privatekey: shownKey(content) } : {}) }
}

function shownKey(content: Buffer | string | null): Secret {
  const bytes = Buffer.from(content ?? '')
  const isText = typeof content === 'string' || bytes.toString('latin1').startsWith('-----BEGIN ')
  return new Secret(bytes.toString(isText ? 'utf8' : 'base64'))
}
