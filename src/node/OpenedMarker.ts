import type { MarkerContext, MarkerOutcome } from '../execution/executeMarker.ts'
import type { GroupId } from '../primitives/identifiers.ts'

/** A marker whose payload concerns the node. */
export interface OpenedMarker {
  /** The group whose state it is executed on. */
  readonly group: GroupId
  readonly execute: (context: MarkerContext) => MarkerOutcome | Promise<MarkerOutcome>
}
