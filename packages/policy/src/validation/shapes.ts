/** What the texts of policies and inputs look like. */

/** An action of an input: up to eight segments. */
export const actionShape: RegExp = /^[\w.-]{1,64}(?::[\w.-]{1,64}){0,7}$/;

/** A type of a subject, a resource or an obligation. */
export const typeShape: RegExp = /^[\w.-]{1,64}$/;

/** A pattern of actions: up to eight segments, each of them a word or a star. */
export const actionPatternShape: RegExp = /^(?:[\w.-]{1,64}|\*)(?::(?:[\w.-]{1,64}|\*)){0,7}$/;

/** A pattern of resources or subjects: `type:id`, the id up to 255 characters with a star only at its end. */
export const entityPatternShape: RegExp = /^(?:\*|[\w.-]{1,64}:(?:[^*\p{Cc}]{1,255}\*?|\*))$/u;

/** A time of day at which a window may begin. */
export const beginningShape: RegExp = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** A time of day at which a window may end, up to 24:00. */
export const timeOfDayShape: RegExp = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** An address with or without the length of a prefix. */
export const rangeShape: RegExp = /^[^/]+(?:\/(?:0|[1-9]\d{0,2}))?$/;

/** A zone of the IANA database. Platforms differ in what else they take, such as +05:30. */
export const zoneShape: RegExp = /^(?=.{1,64}$)[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/;
