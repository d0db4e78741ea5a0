/** When the environment of a slot started; the keeper, which pushes for idle slots, says nothing of it. */
export const STARTED = 'driftgate_environment_start_timestamp_seconds';
