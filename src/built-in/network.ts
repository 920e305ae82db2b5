/** For the built-in task types: connections of NetworkManager. It may change at any time. */
export {
  type Connection,
  connectionNamed,
  connectionResource,
} from '../task-lib/network-manager/connection.ts'
export { nmcli, setConnection } from '../task-lib/network-manager/connection-commands.ts'
export { type ConnectionParams, connectionParams } from '../task-lib/network-manager/connection-params.ts'
export { wrongSettings } from '../task-lib/network-manager/setting-difference.ts'
export {
  isSecretSetting,
  type Settings,
  wantedSettings,
} from '../task-lib/network-manager/wanted-settings.ts'
