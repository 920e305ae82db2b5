/** For the built-in task types: etcd. It may change at any time. */
export { freeName } from '../task-lib/etcd/free-name.ts'
export {
  awaitHealth,
  etcdClientParams,
  etcdTimeoutParam,
  etcdUnitParam,
  refuseDead,
} from '../task-lib/etcd/health.ts'
export { bracketed, clusterId, memberId, peerUrl } from '../task-lib/etcd/ids.ts'
export { type EtcdMemberParams, etcdMemberParams } from '../task-lib/etcd/member-params.ts'
export {
  awaitSpare,
  type ClusterMembers,
  removeMember,
  runEtcdctl,
  showMember,
} from '../task-lib/etcd/members.ts'
export { canSpare, quorumOf } from '../task-lib/etcd/quorum.ts'
export { confirmationFor, restorationOf } from '../task-lib/etcd/restoration.ts'
export { decide, isRefusal } from '../task-lib/etcd/roles/roles.ts'
export { etcdDataParams, flagOf, walDirectoryOf } from '../task-lib/etcd/settings.ts'
export { readSnapshot } from '../task-lib/etcd/snapshot-file.ts'
export type { Survey } from '../task-lib/etcd/survey.ts'
export { minorOf } from '../task-lib/etcd/version.ts'
