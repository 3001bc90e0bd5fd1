import { setting, z } from "../../../core/schema.ts";
import { compressionSetting, live, sinkShape, tlsSetting, visibleText } from "../sink-settings.ts";
import { pathTemplateProblem } from "./object-name.ts";

const pathTemplate = z.string().superRefine((template, context) => {
  const problem = pathTemplateProblem(template);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

export const objectsConfig = z
  .strictObject({
    type: z.literal("objects").meta({
      description: "Files of records in a folder (USB stick, NFS) or in an S3-compatible bucket",
      reload: "live",
    }),
    ...sinkShape,
    batchCountMax: setting(
      z.int().min(1).max(100_000).default(10_000),
      "Most records taken for objects at a time",
      live,
    ),
    batchBytesMax: setting(
      z.int().min(1_024).max(67_108_864).default(4_194_304),
      "Most bytes of record bodies taken for objects at a time, before compression",
      live,
    ),
    objectMsMax: setting(
      z.int().min(0).max(86_400_000).default(60_000),
      "How long records wait for more of them to share an object with, in milliseconds",
      live,
    ),
    timeoutMs: setting(
      z.int().min(100).max(600_000).default(120_000),
      "Longest wait for one object to be stored, in milliseconds",
      live,
    ),
    url: setting(
      z.url({ protocol: /^(file|https?)$/ }),
      "What objects are put under: file:///media/stick/edgewise (a folder that exists), or the bucket and prefix as https://s3.eu-central-1.amazonaws.com/bucket/prefix",
      live,
    ),
    path: setting(
      pathTemplate.default("{node}/{class}/date={date}"),
      "Path of an object under the url; {node}, {class}, {stream}, {date} and {hour} (UTC) are filled in",
      live,
    ),
    format: setting(
      z.enum(["jsonl", "parquet"]).default("jsonl"),
      "jsonl: one record a line, as the http sink sends it; parquet: needs the package hyparquet-writer",
      live,
    ),
    compression: compressionSetting,
    mountPoint: setting(
      z.string().startsWith("/").optional(),
      "For file://: where the disk is mounted; while nothing is mounted there nothing is written",
      live,
    ),
    freeBytesMin: setting(
      z.int().min(0).default(67_108_864),
      "For file://: bytes that stay free on the disk; records wait rather than fill it further",
      live,
    ),
    bytesMax: setting(
      z.int().min(1_048_576).optional(),
      "For file://: most bytes of objects in the folder; beyond that the oldest are removed, and counted",
      live,
    ),
    accessKeyId: setting(
      visibleText.optional(),
      "Access key of the bucket; without it requests are not signed",
      live,
    ),
    secretAccessKey: setting(visibleText.optional(), "Secret key of the bucket", {
      reload: "live",
      secret: true,
    }),
    sessionToken: setting(visibleText.optional(), "Session token of temporary keys", {
      reload: "live",
      secret: true,
    }),
    region: setting(
      z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .default("us-east-1"),
      "Region of the bucket, as it is signed; most servers other than Amazon's take us-east-1",
      live,
    ),
    tls: tlsSetting,
  })
  .superRefine((sink, context) => {
    if ((sink.accessKeyId === undefined) !== (sink.secretAccessKey === undefined)) {
      context.addIssue({ code: "custom", message: "accessKeyId and secretAccessKey come together" });
    }
    if (sink.url.startsWith("file:") && !/^file:\/\/\//.test(sink.url)) {
      context.addIssue({
        code: "custom",
        path: ["url"],
        message: "a folder is written file:///its/path, with three slashes",
      });
    }
  });

export type ObjectsSettings = z.infer<typeof objectsConfig>;
