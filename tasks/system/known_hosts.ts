/**
 * Keys of a host in a known_hosts file of ssh.
 *
 *     - known_hosts:
 *         name: git.example.com
 *         key: git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd
 */
import { defineTask, flag, hostPath, inSync, plan, text, z } from '../../src/authoring/task.ts'
import {
  BACKUP_OUTPUTS,
  EXISTING_OUTPUTS,
  existingOutputs,
  explainFiles,
  type FilePlan,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'
import { editKnownHosts, namesHost, readKnownHosts } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    name: text()
      .refine(name => !name.includes(','), {
        message: 'expected one host: a name, an address, or `[name]:port`',
        params: {
          ansibleMessage:
            'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.',
        },
      })
      .refine(name => /^[^\s#@|]+$/.test(name), 'expected one host: a name, an address, or `[name]:port`')
      .transform(name => name.toLowerCase())
      .describe('The host, under one of the names in `key`. For a port other than 22, write `[name]:port`.')
      .meta({ examples: ['git.example.com', '[git.example.com]:2222'] }),
    key: text()
      .refine(
        key => readKnownHosts(key) !== undefined,
        'expected lines such as `git.example.com ssh-ed25519 AAAA…`',
      )
      .optional()
      .describe(
        'Lines in the format of known_hosts, as `ssh-keyscan` prints them. Optional with `state: absent`, which then removes all keys of the host.',
      )
      .meta({
        examples: [
          'git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd',
        ],
      }),
    state: z
      .enum(['absent', 'present'])
      .default('present')
      .describe(
        'Whether the file should contain the keys. A new key replaces an existing key of the same type.',
      )
      .meta({ examples: ['absent'] }),
    path: hostPath()
      .default('~/.ssh/known_hosts')
      .describe('Path of the file. The file is created if it does not exist. Its directory must exist.')
      .meta({ examples: ['/etc/ssh/ssh_known_hosts'] }),
    hash_host: flag()
      .default(false)
      .describe('Store the name of the host as a hash.')
      .meta({ examples: [true] }),
  })
  .refine(({ state, key }) => state === 'absent' || (readKnownHosts(key ?? '') ?? []).length > 0, {
    path: ['key'],
    message: 'expected the key of the host',
  })
  .refine(({ name, key }) => (readKnownHosts(key ?? '') ?? []).every(each => namesHost(each, name)), {
    path: ['key'],
    message: 'belongs to another host than `name`',
    params: { ansibleMessage: 'Host parameter does not match hashed host field in supplied key' },
  })

export default defineTask({
  summary: "Adds keys of a host to ssh's known_hosts file, or removes them.",
  example: `- known_hosts:
    name: git.example.com
    path: /etc/ssh/ssh_known_hosts
    key: git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd
`,
  params,
  aliases: { host: 'name' },
  outputs: {
    name: 'The value of `name`, in lower case.',
    key: 'The value of `key`; null if it is not set.',
    path: 'The value of `path`.',
    hash_host: 'The value of `hash_host`.',
    ...EXISTING_OUTPUTS,
    state: 'The text `file`, or `absent` if the file does not exist.',
    ...BACKUP_OUTPUTS,
  },
  check: async ({ host, params }) => {
    const { name, key = '', state, path, hash_host } = params
    const file = await readEdited(host, await absolutePath(host, path))
    const keys = readKnownHosts(key) ?? []
    const next = editKnownHosts(file.text, name, { isAbsent: state === 'absent', keys, isHashed: hash_host })
    const given = { name, key: params.key ?? null, path, hash_host }
    const present = { ...given, ...(file.state ? existingOutputs(file.state) : { state: 'absent' }) }
    if (next === file.text) return inSync(present)
    const result = await planEdited(host, file, next)
    if (result.kind === 'in-sync') return inSync(present)
    return plan<FilePlan>(result.changes, result.data, { ...given, state: 'file' })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan: { data } }) => putFile(host, project, data),
})
