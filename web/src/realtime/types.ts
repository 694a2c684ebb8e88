import type {
  DealLinkEvent,
  NotificationEvent,
  PresenceEvent,
  StaffUnitBoardEvent,
  UnitBoardEvent,
  UnreadEvent,
} from '@/api/generated'

/** The events of each stream, by the stream's name. */
export interface StreamEvents {
  notifications: NotificationEvent
  unread: UnreadEvent
  presence: PresenceEvent
  unit_board: UnitBoardEvent
  staff_unit_board: StaffUnitBoardEvent
  deal_link: DealLinkEvent
}

export type StreamName = keyof StreamEvents

export interface Follower<N extends StreamName> {
  stream: N
  key: string
  /** The last number that is known already; without it: from now on. */
  after?: number | undefined
  /** Each event once and in order; of a stream that tells a state, the newest. */
  onEvent: (event: StreamEvents[N]) => void
  /** Too much was missed: fetch the thing itself. Events behind `seq` follow. */
  onResync?: (seq: number) => void
  /** It may not be followed, or not any longer. Nothing follows. */
  onRefused?: (code: string) => void
}

/** Being there counts in these streams: the line says so every few seconds. */
export const ATTENDED: ReadonlySet<StreamName> = new Set<StreamName>(['presence'])
