/**
 * A user and password in a file that Apache, nginx and others read.
 *
 *     - htpasswd:
 *         path: /etc/nginx/users
 *         name: anna
 *         password: "{{ anna_password }}"
 *         mode: "0640"
 *         group: www-data
 */
import { defineTask, flag, hostPath, text, Unknown, z } from '../../src/authoring/task.ts'
import { HTPASSWD_SCHEMES, withoutUser, withUser } from '../../src/built-in/accounts.ts'
import {
  EDITED_FILE_OUTPUTS,
  explainFiles,
  fileOptionsIn,
  fileParams,
  planEditedFile,
  putEditedFile,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'
import { textOf } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the password file. If it is a link, the target of the link is edited.')
      .meta({ examples: ['/etc/nginx/users'] }),
    name: text()
      .refine(name => /^[^:\0\r\n]+$/.test(name), 'expected a name without colons and line breaks')
      .describe('Name of the user.')
      .meta({ examples: ['anna'] }),
    password: text()
      .refine(password => !/[\0\r\n]/.test(password), 'expected one line')
      .optional()
      .describe('The password. It is never shown and never sent to the host; only its hash is sent.')
      .meta({ examples: ['{{anna_password}}'] }),
    crypt_scheme: z
      .enum(HTPASSWD_SCHEMES)
      .default('apr_md5_crypt')
      .describe(
        'The hash scheme for a new password. If the password is already correct, it is not hashed again in another scheme.',
      )
      .meta({ examples: ['bcrypt'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the file should contain the user.')
      .meta({ examples: ['absent'] }),
    create: flag()
      .default(true)
      .describe('Create the file and its directory if they do not exist.')
      .meta({ examples: [false] }),
    ...fileParams,
  })
  .refine(({ state, password }) => state === 'absent' || password !== undefined, {
    path: ['password'],
    message: 'expected the password',
  })

export default defineTask({
  summary: 'Adds a user and password to a password file for web servers, or removes the user.',
  example: `- htpasswd:
    path: /etc/nginx/users
    name: anna
    password: "{{ anna_password }}"
    mode: "0640"
    group: www-data
`,
  params,
  aliases: { attr: 'attributes', dest: 'path', destfile: 'path', username: 'name' },
  outputs: EDITED_FILE_OUTPUTS,
  check: async ({ host, params }) => {
    const { name, state } = params
    const path = await absolutePath(host, params.path)
    const isRemoval = state === 'absent'
    const result = await planEditedFile(
      { host },
      {
        path,
        create: params.create,
        isRemoval,
        options: fileOptionsIn(params),
        edit: old => {
          const { text: before, toBytes } = textOf(old)
          const after = isRemoval ? withoutUser(before, name) : withUser(before, userOf(params), path)
          const message = isRemoval ? `Remove ${name}` : `Add/update ${name}`
          return after === before ? { bytes: old, message: '' } : { bytes: toBytes(after), message }
        },
        outputs: edited => ({
          msg:
            edited instanceof Unknown
              ? edited
              : edited.message || `${name} ${isRemoval ? 'not' : 'already'} present`,
        }),
      },
    )
    if (result.kind === 'in-sync') return result
    // No diff shows hashes.
    return { ...result, changes: result.changes.map(({ text: _, ...change }) => change) }
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

function userOf({ name, password = '', crypt_scheme }: z.output<typeof params>) {
  return { name, password, scheme: crypt_scheme }
}
