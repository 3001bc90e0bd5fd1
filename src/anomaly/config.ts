import { section, setting, z } from "../core/schema.ts";
import { splitSeriesPattern } from "../domain/series-pattern.ts";
import { severities } from "../domain/severity.ts";
import { topicFilterProblem } from "../domain/topic.ts";

const durationMs = (min: number) =>
  z
    .number()
    .min(min)
    .max(30 * 86_400_000);
const live = { reload: "live" } as const;

const thresholdRule = z
  .strictObject({
    name: setting(z.string().min(1).max(80), "What the limit is called in alarms.", live),
    series: setting(
      z
        .string()
        .max(500)
        .superRefine((pattern, context) => {
          const problem = topicFilterProblem(splitSeriesPattern(pattern).filter);
          if (problem) context.addIssue({ code: "custom", message: problem });
        }),
      "Topic filter, with `:<field>` for a field of a JSON payload, such as `farm/+/soil:moisture`.",
      live,
    ),
    above: setting(z.number().optional(), "Alarm when the value is greater than this.", live),
    below: setting(z.number().optional(), "Alarm when the value is less than this.", live),
    hysteresis: setting(
      z.number().min(0).default(0),
      "How far the value must come back inside the limit before the alarm is over.",
      live,
    ),
    forMs: setting(durationMs(0).default(0), "How long the value must stay beyond the limit.", live),
    severity: setting(z.enum(severities).default("warning"), "How urgent the alarm is.", live),
  })
  .refine((rule) => rule.above !== undefined || rule.below !== undefined, "give above, below or both")
  .refine(
    (rule) => rule.above === undefined || rule.below === undefined || rule.below <= rule.above,
    "below must not be greater than above",
  );

export const anomalyConfig = section(
  {
    thresholds: setting(
      z.array(thresholdRule).max(500).default([]),
      "Limits set by the operator, by series.",
      live,
    ),
    safetyStates: setting(
      z.boolean().default(true),
      "Alarm as critical when an on/off sensor for smoke, gas, carbon monoxide or water leaks turns on.",
      live,
    ),
    sensitivity: setting(
      z.number().min(0.2).max(5).default(1),
      "Above 1 alarms on smaller deviations, below 1 on larger ones only; for level, rate, stuck, gap and patterns.",
      live,
    ),
    warmUpSamples: setting(
      z.number().int().min(10).max(100_000).default(60),
      "Samples of a series before its level, rate or a stuck value can alarm.",
      live,
    ),
    warmUpMs: setting(durationMs(0).default(60_000), "Age of a series before it can alarm.", live),
    falseAlarmRate: setting(
      z.number().min(1e-12).max(0.001).default(1e-7),
      "Expected false alarms per sample at which the learnt limits of level and rate aim.",
      live,
    ),
    falseAlarmsPerWeek: setting(
      z.number().min(0).max(1000).default(2),
      "False alarms a week, over all sensors together, that may be raised for unusual patterns; 0 turns this off.",
      live,
    ),
    shadowWeights: setting(
      z.string().min(1).max(4096).optional(),
      "A weights.json of another pattern network, compared with the active one in `status` and raising nothing.",
    ),
    adaptAfterMs: setting(
      durationMs(60_000).default(4 * 3_600_000),
      "How long a new level must stay before it is taken as usual.",
      live,
    ),
    silentMsMin: setting(durationMs(1000).default(60_000), "No sensor counts as silent before this.", live),
    stuckMsMin: setting(
      durationMs(1000).default(600_000),
      "No value counts as stuck, and no state as too long, before this.",
      live,
    ),
    jumpMsMax: setting(
      durationMs(60_000).default(36 * 3_600_000),
      "A step in the time of a series beyond this is a corrected clock, not elapsed time.",
    ),
    seriesMax: setting(
      z.number().int().min(1).max(100_000).default(10_000),
      "Series watched; more are counted and not watched.",
    ),
    alarmsPerSeriesHour: setting(
      z.number().int().min(1).max(1000).default(6),
      "Anomalies of one series or log published in an hour; more are only counted in their incident.",
      live,
    ),
    alarmsPerMinute: setting(
      z.number().int().min(1).max(10_000).default(60),
      "Anomalies published in a minute in all; more are only counted in their incident.",
      live,
    ),
    memorySaveMs: setting(
      durationMs(60_000).default(6 * 3_600_000),
      "How often what was learnt of a series is written to the disk; a power cut loses at most this much learning.",
      live,
    ),
    together: section(
      {
        groupsMax: setting(
          z.number().int().min(0).max(5_000).default(200),
          "Groups of series of one device, JSON topic or area that are judged by how they move together; 0 turns this off.",
        ),
        membersMax: setting(
          z.number().int().min(2).max(16).default(8),
          "Series in one group; more are judged by themselves only.",
        ),
        judgedMax: setting(
          z.number().int().min(1).max(20_000).default(500),
          "Series judged by their partners, over all groups; each takes 13 kB of memory.",
        ),
      },
      "Series that usually move together. They share the budget of `anomaly.falseAlarmsPerWeek`.",
    ),
    logs: section(
      {
        sourcesMax: setting(z.number().int().min(1).max(10_000).default(500), "Logs watched at a time."),
        templatesMax: setting(
          z.number().int().min(10).max(100_000).default(2000),
          "Log templates remembered; the one used longest ago is forgotten first.",
        ),
        parameterSeriesMax: setting(
          z.number().int().min(0).max(1000).default(20),
          "Numbers in the lines of one log, with a unit or a key, that become series like a sensor's; 0: none.",
          live,
        ),
        warmUpLines: setting(
          z.number().int().min(0).max(1_000_000).default(100),
          "Lines of a log before a never-seen line can alarm.",
          live,
        ),
        warmUpMs: setting(durationMs(0).default(600_000), "Age of a log before it can alarm.", live),
        novelPerHour: setting(
          z.number().int().min(1).max(1000).default(10),
          "Never-seen lines of one log that alarm in an hour.",
          live,
        ),
        errorsPerMinuteMin: setting(
          z.number().int().min(1).max(100_000).default(8),
          "Errors within a minute below which a log never alarms as a burst.",
          live,
        ),
        linesPerMinuteMin: setting(
          z.number().int().min(1).max(1_000_000).default(240),
          "Lines within a minute below which a log never alarms as a flood.",
          live,
        ),
        alikePerTenMinutesMin: setting(
          z.number().int().min(1).max(1_000_000).default(20),
          "Lines of one kind within ten minutes below which they never alarm as too many; of problems, errorsPerMinuteMin.",
          live,
        ),
        habitAlarmsPerWeek: setting(
          z.number().min(0).max(1000).default(10),
          "Most alarms a week of one log about its habits: a missing line, an unusual order, too many of one kind, rising problems. 0 turns them off and ends those that are on.",
          live,
        ),
        linesMax: setting(
          z.number().int().min(0).max(100_000).default(2000),
          "Kinds of line whose rhythm and order are watched, over all logs; each takes about 3 kB of memory.",
        ),
        sessionsMax: setting(
          z.number().int().min(1).max(1_000_000).default(4000),
          "Identifiers (sessions, jobs, devices) whose lines are watched for their order, at most half of them of one log; the one heard longest ago is forgotten first.",
        ),
        classifier: section(
          {
            enabled: setting(
              z.boolean().default(true),
              "Let the active model of the task `log` say what kind of trouble a line tells of and how bad it is; off: its words do.",
              live,
            ),
            waitMs: setting(
              z.number().int().min(10).max(60_000).default(2000),
              "Longest wait for the model, in milliseconds; then lines that wait are judged by their words.",
              live,
            ),
            perMinuteMax: setting(
              z.number().int().min(1).max(100_000).default(1200),
              "Templates classified within a minute; more are judged by their words until they come again.",
              live,
            ),
          },
          "Severity and kind of log lines by a nano model, once for each template.",
        ),
      },
      "Anomalies of logs.",
    ),
    incidents: section(
      {
        windowMs: setting(
          durationMs(1000).default(300_000),
          "Anomalies of one place join an incident whose last change is not longer ago than this.",
          live,
        ),
        openDelayMs: setting(
          durationMs(0).default(1000),
          "How long a new incident waits for what belongs to it before it is announced.",
          live,
        ),
        settleMs: setting(
          durationMs(0).default(120_000),
          "How long all must be well again before an incident is closed.",
          live,
        ),
        quietMs: setting(
          durationMs(60_000).default(24 * 3_600_000),
          "An incident in which nothing new happens for this long is closed even if not all is well.",
          live,
        ),
        reopenMs: setting(
          durationMs(0).default(1_800_000),
          "An incident that comes back within this time is opened again instead of a new one.",
          live,
        ),
        flapMs: setting(
          durationMs(0).default(6 * 3_600_000),
          "What comes and goes three times, with pauses shorter than this, is one incident that says how often.",
          live,
        ),
        logSettleMs: setting(
          durationMs(0).default(1_800_000),
          "How long an incident of which only logs told stays open after the last such line, at most four times that long where it only says the same again: a log does not say when all is well.",
          live,
        ),
        unacknowledgedMs: setting(
          durationMs(0).default(2 * 3_600_000),
          "An incident that nobody has seen for this long is announced again as escalated, and twice more, each time after twice as long; 0 turns this off.",
          live,
        ),
        stormMin: setting(
          z.number().int().min(2).max(1000).default(10),
          "This many new incidents within a minute, wherever they are, are made one.",
          live,
        ),
        updateMs: setting(
          durationMs(0).default(10_000),
          "Least time between two announced changes of an incident, unless it gets more severe.",
          live,
        ),
        openMax: setting(z.number().int().min(1).max(1000).default(50), "Open incidents at a time.", live),
        evidenceMax: setting(
          z.number().int().min(1).max(200).default(24),
          "Lines of evidence kept per incident; the rest are counted.",
          live,
        ),
        familyTopicsMax: setting(
          z.number().int().min(1).max(1000).default(16),
          "Topics below a common prefix that still count as one place.",
        ),
      },
      "Grouping of anomalies into incidents.",
    ),
  },
  "Anomalies: what counts as unusual, and how alarms are grouped.",
);

export type AnomalyConfig = z.infer<typeof anomalyConfig>;
