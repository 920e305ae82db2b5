/**
 * Decides whether an etcd cluster may be restored from a snapshot, without starting it: refused unless the snapshot is
 * complete, all hosts were surveyed, and a person has typed which cluster's data it replaces. The decision is the same on all
 * hosts: use it with `run_once: true`.
 *
 *     - etcd_restoration:
 *         src: backups/etcd.db
 *         confirm: 13cf377e37a59b6a
 *         hosts: [{ name: node1, address: 192.168.202.131 }]
 *         surveys: "{{list etcd_survey}}"
 *       register: etcd_restoration
 */
import { defineTask, flag, inSync, TaskError, text, z } from '../../src/authoring/task.ts'
import { confirmationFor, readSnapshot, restorationOf, type Survey } from '../../src/built-in/etcd.ts'

const params = z.strictObject({
  src: text()
    .describe('The snapshot: a file in the project, or an absolute path on the controller.')
    .meta({ examples: ['/var/backups/etcd.db'] }),
  confirm: text()
    .default('')
    .describe('The id of the cluster whose data the snapshot replaces, or `nothing` if no host has data.')
    .meta({ examples: ['13cf377e37a59b6a'] }),
  unverified: flag()
    .default(false)
    .describe('Accept a database without a checksum at its end, such as the file of a stopped member.')
    .meta({ examples: [true] }),
  hosts: z
    .array(z.strictObject({ name: text(), address: text() }))
    .min(1)
    .describe('All hosts of the cluster.')
    .meta({ examples: [[{ name: 'node1', address: '192.168.202.131' }]] }),
  surveys: z
    .array(z.looseObject({}))
    .describe('The results that `etcd_survey` registered, one for each host that it ran on.')
    .meta({ examples: [[]] }),
  token: text()
    .default('etcd-cluster-1')
    .describe(
      'The first part of the token of the new cluster. A digest is appended to make the token unique.',
    )
    .meta({ examples: ['etcd-cluster-1'] }),
})

export default defineTask({
  summary:
    'Decides whether an etcd cluster may be restored from a snapshot, and reports the token and the ids of the new cluster.',
  example: `- etcd_restoration:
    src: backups/etcd.db
    confirm: 13cf377e37a59b6a
    hosts: [{ name: node1, address: 192.168.202.131 }]
    surveys: []
  register: etcd_restoration
`,
  params,
  outputs: {
    token: 'The token of the new cluster.',
    cluster: 'The ID of the new cluster in hex.',
    members: 'A map from the names of the hosts to the IDs of their members in hex.',
    sha256: 'The SHA-256 digest of the snapshot in hex.',
  },
  isLocal: true,
  check: async ({ params, project }) => {
    const { hosts, confirm, unverified, token } = params
    const surveys = (params.surveys as readonly object[]).filter((each): each is Survey => 'data' in each)
    const missing = hosts.filter(({ name }) => !surveys.some(survey => survey.name === name))
    if (missing.length > 0)
      throw new TaskError(
        `nothing was changed: not contacted or not reachable: ${missing.map(({ name }) => name).join(', ')}`,
        {
          hint: 'a restore covers all members: run it with all hosts up and without `--limit`',
        },
      )
    const file = await project.file(params.src)
    const { sha256, isWhole } = await readSnapshot(file)
    if (!isWhole && !unverified)
      throw new TaskError(
        `nothing was changed: \`${file.path}\` is not a complete snapshot: the checksum at its end does not match the database`,
        {
          hint: 'a database copied from a stopped member has no checksum: use `-e etcd_restore_unverified=true`',
        },
      )
    const restoration = restorationOf(hosts, sha256, token, confirm)
    const found = confirmationFor(surveys, restoration.cluster)
    const isBegun = surveys.some(({ data }) => data.kind === 'member' && data.cluster === restoration.cluster)
    if (confirm !== found && !(isBegun && (found === 'nothing' || found === confirm)))
      throw new TaskError(
        `nothing was changed: a new cluster would replace ${found === 'nothing' ? 'no data' : `the data of the cluster ${found}`} on ${hosts.map(({ name }) => name).join(', ')}`,
        { hint: `if this is intended, run again with \`-e etcd_restore_confirm='${found}'\`` },
      )
    return inSync(
      { ...restoration, sha256 },
      { message: `${file.path} becomes the cluster ${restoration.cluster}` },
    )
  },
})
