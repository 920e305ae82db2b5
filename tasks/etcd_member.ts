/**
 * A member of an etcd cluster: its data directory and its systemd unit.
 *
 *     - etcd_member:
 *         name: node1
 *         members: [{ name: node1, address: 192.168.202.131 }, { name: node2, address: 192.168.202.132 }]
 */
import { defineTask, hostPath, text, z } from '../src/task.ts'

const params = z
  .strictObject({
    name: text()
      .refine(name => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name), 'expected a member name without spaces')
      .describe('Which of the members this is.')
      .meta({ examples: ['node1'] }),
    members: z
      .array(z.strictObject({ name: text(), address: text() }))
      .min(1)
      .describe('All members, this one too.')
      .meta({ examples: [[{ name: 'node1', address: '192.168.202.131' }]] }),
    data_directory: hostPath()
      .default('/var/lib/etcd')
      .describe('The data directory; nothing ever deletes it.')
      .meta({ examples: ['/var/lib/etcd'] }),
    certificates: hostPath()
      .default('/etc/etcd/ssl')
      .describe('The folder of `ca.pem`, `etcd.pem` and `etcd-key.pem`.')
      .meta({ examples: ['/etc/etcd/ssl'] }),
    binaries: hostPath()
      .default('/usr/bin')
      .describe('The folder of etcd.')
      .meta({ examples: ['/usr/bin'] }),
    unit_file: hostPath()
      .default('/usr/lib/systemd/system/etcd.service')
      .describe('The unit file.')
      .meta({ examples: ['/etc/systemd/system/etcd.service'] }),
    token: text()
      .default('etcd-cluster-1')
      .describe('Keeps clusters apart that share a network.')
      .meta({ examples: ['etcd-cluster-1'] }),
    options: z
      .array(
        text().refine(
          option => /^--[a-z0-9-]+(=\S*)?$/.test(option),
          'expected an option such as `--name=value`',
        ),
      )
      .default([])
      .describe('Further options of etcd.')
      .meta({ examples: [['--quota-backend-bytes=8589934592']] }),
  })
  .refine(({ name, members }) => members.some(member => member.name === name), {
    path: ['name'],
    message: 'expected the name of one of `members`',
  })

export default defineTask({
  summary: 'Gives a member of an etcd cluster its data directory and its systemd unit.',
  example: `- etcd_member:
    name: node1
    members: [{ name: node1, address: 192.168.202.131 }, { name: node2, address: 192.168.202.132 }]
`,
  params,
  reads: () => [],
  expand: ({ params }) => {
    const { name, members, data_directory, certificates, binaries, unit_file, token, options } = params
    const urls = members.map(member => `${member.name}=https://${bracketed(member.address)}:2380`)
    const own = members.find(member => member.name === name)?.address ?? ''
    return [
      { type: 'file', params: { path: data_directory, state: 'directory', mode: '0700' } },
      {
        type: 'template',
        params: { src: 'etcd.service.hbs', dest: unit_file, mode: '0644' },
        vars: {
          name,
          address: bracketed(own),
          data_directory,
          certificates,
          binaries,
          token,
          options,
          initial_cluster: urls.join(','),
        },
      },
    ]
  },
})

/** An IPv6 address in a URL stands in brackets. */
function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
