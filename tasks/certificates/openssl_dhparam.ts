/**
 * Parameters for Diffie-Hellman key exchange. The prime is found on the controller: the host needs no program, and small hosts are not
 * kept busy.
 *
 *     - openssl_dhparam:
 *         path: /etc/ssl/dhparams.pem
 *         size: 2048
 */
import { defineTask, fileContent, known, number, orUnknownAnswer, z } from '../../src/authoring/task.ts'
import {
  contentParams,
  dhParamBits,
  isMade,
  MADE,
  newDhParams,
  placeParams,
  remakingAction,
  UNSUPPORTED_BACKEND,
} from '../../src/built-in/certificates.ts'
import {
  explainFiles,
  MADE_FILE_OUTPUTS,
  planMadeFile,
  planNoFile,
  putMadeFile,
  seeMadeFile,
} from '../../src/built-in/files.ts'
import { askEarly, plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z.strictObject({
  ...placeParams('parameters', '/etc/ssl/dhparams.pem'),
  size: number()
    .pipe(z.number().int().min(512).max(8192))
    .default(4096)
    .describe('The size of the prime in bits. Finding a prime of 4096 bits takes minutes.')
    .meta({ examples: [2048] }),
  ...contentParams('parameters', 'dhparams'),
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
  outputs: {
    ...MADE_FILE_OUTPUTS,
    size: 'The size of the parameters in bits.',
    dhparams: 'The parameters in PEM; only with `return_content`.',
  },
  unsupported: UNSUPPORTED_BACKEND,
  action: remakingAction,
  check: async ({ host, params }) => {
    const { size, state, force, return_content } = params
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = { filename: path, size }
    if (state === 'absent') return planNoFile(path, await seeMadeFile(host, path), outputs)
    const content = askEarly(orUnknownAnswer(host.ask(fileContent(path))))
    const seen = await seeMadeFile(host, path)
    const bytes = await content
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
    const make = async () => {
      const content = await newDhParams(params.size)
      return { content, outputs: params.return_content ? { dhparams: content } : {} }
    }
    return putMadeFile(host, data, { make, backup: params.backup })
  },
})
