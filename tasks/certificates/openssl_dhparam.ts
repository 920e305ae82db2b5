/**
 * Parameters for Diffie-Hellman key exchange. The prime is found on the controller: the host needs no program, and small hosts are not
 * kept busy.
 *
 *     - openssl_dhparam:
 *         path: /etc/ssl/dhparams.pem
 *         size: 2048
 */
import {
  defineTask,
  fileContent,
  flag,
  hostPath,
  known,
  number,
  orUnknownAnswer,
  z,
} from '../../src/authoring/task.ts'
import { dhParamBits, isMade, MADE, newDhParams } from '../../src/built-in/certificates.ts'
import {
  backupParam,
  explainFiles,
  fileParams,
  planMadeFile,
  planNoFile,
  putMadeFile,
  seeMadeFile,
} from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z.strictObject({
  path: hostPath()
    .describe('The path of the parameter file on the host.')
    .meta({ examples: ['/etc/ssl/dhparams.pem'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the parameters should exist.')
    .meta({ examples: ['absent'] }),
  size: number()
    .pipe(z.number().int().min(512).max(8192))
    .default(4096)
    .describe('The size of the prime in bits. Finding a prime of 4096 bits takes minutes.')
    .meta({ examples: [2048] }),
  force: flag()
    .default(false)
    .describe('Create new parameters on every run.')
    .meta({ examples: [true] }),
  backup: backupParam,
  return_content: flag()
    .default(false)
    .describe('Return the parameters in the result as `dhparams`.')
    .meta({ examples: [true] }),
  ...fileParams,
})

export default defineTask({
  summary:
    'Creates parameters for Diffie-Hellman key exchange. Creates them again only if their size differs.',
  example: `- openssl_dhparam:
    path: /etc/ssl/dhparams.pem
    size: 2048
`,
  params,
  aliases: { attr: 'attributes' },
  unsupported: { select_crypto_backend: 'remove it: no library is needed on the host' },
  action: ({ force, state }) => (force && state === 'present' ? 'repeatable' : undefined),
  check: async ({ host, params }) => {
    const { size, state, force, return_content } = params
    const path = plainPath(await absolutePath(host, params.path))
    const seen = await seeMadeFile(host, path)
    const outputs = { filename: path, size }
    if (state === 'absent') return planNoFile(path, seen, outputs)
    const bytes = await orUnknownAnswer(host.ask(fileContent(path)))
    const isCertain = seen.state === null || force || isMade(bytes)
    const text = isCertain ? '' : String(known(bytes))
    const bits = dhParamBits(text)
    const isRight = !isCertain && bits === size
    return planMadeFile(host, {
      ...{ path, seen, params, newMode: '0644', isRight },
      before: bits === undefined ? {} : { bits },
      after: { from: MADE.parameters, bits: size },
      outputs: { ...outputs, ...(isRight && return_content ? { dhparams: text } : {}) },
    })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: async ({ host, params, plan: { data } }) => {
    const outputs: { dhparams?: string } = {}
    const make = async (): Promise<string> => {
      const made = await newDhParams(params.size)
      if (params.return_content) outputs.dhparams = made
      return made
    }
    const removed = await putMadeFile(host, data, { make, backup: params.backup })
    return { ...outputs, ...removed }
  },
})
