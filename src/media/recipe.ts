/** Names in the media store that pages and players need to know. */

/** The packaged rendition: two playlists over one file. A new recipe gets a new name, so that both may be cached for ever. */
export const HLS_RECIPE = 'hls-2'
/** Renditions that earlier versions made and that still play: a file for each segment. */
export const OLDER_HLS_RECIPES: readonly string[] = ['hls-1']
export const HLS_MASTER = 'master.m3u8'
/** Whether a recording elsewhere is an HLS playlist and not a file. */
export const isPlaylist = (mime: string) => /mpegurl/i.test(mime)
/** What a browser gets where the streams had to be converted or cut into sizes by ffmpeg. */
export const LADDER_RECIPE = 'ladder-1'
export const WAVEFORM_RECIPE = 'waveform-1'
export const WAVEFORM_FILE = 'peaks.json'
/** The sound of a recording as one file, which podcast players play. */
export const AUDIO_RECIPE = 'audio-1'
export const AUDIO_FILE = 'audio.m4a'
/** Sheets of small pictures, `sheet-1.jpg` and on. */
export const STORYBOARD_RECIPE = 'storyboard-1'
export const sheetFile = (number: number) => `sheet-${number}.jpg`
