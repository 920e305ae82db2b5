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
  isNewContent,
  NEW_CONTENT,
  newDhParams,
  placeParams,
  remakingAction,
  UNSUPPORTED_BACKEND,
} from '../../src/built-in/certificates.ts'
import {
  explainFiles,
  GENERATED_FILE_OUTPUTS,
  planFileRemoval,
  planGeneratedFile,
  putGeneratedFile,
  readPresentFile,
} from '../../src/built-in/files.ts'
import { plainPath, prefetch } from '../../src/built-in/host.ts'
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
    ...GENERATED_FILE_OUTPUTS,
    size: 'The size of the parameters in bits.',
    dhparams: 'The parameters in PEM; only with `return_content`.',
  },
  unsupported: UNSUPPORTED_BACKEND,
  action: remakingAction,
  check: async ({ host, params }) => {
    const { size, state, force, return_content } = params
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = { filename: path, size }
    if (state === 'absent') return planFileRemoval(path, await readPresentFile(host, path), outputs)
    const content = prefetch(orUnknownAnswer(host.ask(fileContent(path))))
    const seen = await readPresentFile(host, path)
    const bytes = await content
    const isCertain = seen.state === null || force || isNewContent(bytes)
    const text = isCertain ? '' : String(known(bytes))
    const bits = dhParamBits(text)
    const isRight = !isCertain && bits === size
    return planGeneratedFile(host, {
      ...{ path, present: seen, params, newMode: '0644', isRight },
      before: bits === undefined ? {} : { bits },
      after: { from: NEW_CONTENT.parameters, bits: size },
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
    return putGeneratedFile(host, data, { make, backup: params.backup })
  },
})
