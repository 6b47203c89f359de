{{- define "pawl.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "pawl.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: migrations
{{- end -}}

{{- define "pawl.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "pawl.selectorLabels" . }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What the hook needs must be there before it, so it is a hook itself. */}}
{{- define "pawl.supportAnnotations" -}}
{{- if .Values.hook.enabled -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ sub (int .Values.hook.weight) 1 | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end -}}
{{- end -}}

{{- define "pawl.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "pawl.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "pawl.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{/* The databases of values; with .readOnly, what wait.databases says instead. */}}
{{- define "pawl.databases" -}}
{{- $databases := deepCopy .root.Values.databases -}}
{{- if .readOnly -}}
{{- $defaults := dict "existingSecretKey" "url" "passwordSecretKey" "password" -}}
{{- range $name, $database := .root.Values.wait.databases -}}
{{- $_ := set $databases $name (merge (deepCopy $database) $defaults) -}}
{{- end -}}
{{- end -}}
{{ toYaml $databases }}
{{- end -}}

{{- define "pawl.validate" -}}
{{- $given := list -}}
{{- range $name, $database := .Values.databases -}}
{{- if and $database.url $database.existingSecret -}}
{{- fail (printf "databases.%s: give url or existingSecret, not both" $name) -}}
{{- end -}}
{{- if or $database.url $database.existingSecret -}}
{{- $given = append $given $name -}}
{{- else if $database.passwordSecret -}}
{{- fail (printf "databases.%s: a passwordSecret, but neither url nor existingSecret" $name) -}}
{{- end -}}
{{- end -}}
{{- if not (or $given .Values.config) -}}
{{- fail "no database: give databases.postgres or databases.clickhouse a url or an existingSecret" -}}
{{- end -}}
{{- $sources := compact (list (ternary "inline" "" (not (empty .Values.migrations.inline)))
      (ternary "configMaps" "" (not (empty .Values.migrations.configMaps)))
      (ternary "image" "" (not (empty .Values.migrations.image.reference)))) -}}
{{- if gt (len $sources) 1 -}}
{{- fail (printf "migrations: give only one of %s" (join ", " $sources)) -}}
{{- end -}}
{{- end -}}

{{/*
A hook's pod whose Secret is missing would wait and say nothing until Helm gives up. Without it pawl,
which knows by PAWL_TARGET what it must have, says what it lacks. Elsewhere a Secret may come late.
*/}}
{{- define "pawl.saysWhatIsMissing" -}}
{{- if and .root.Values.hook.enabled (not .readOnly) -}}true{{- end -}}
{{- end -}}

{{- define "pawl.env" -}}
{{- $databases := fromYaml (include "pawl.databases" .) -}}
{{- $full := include "pawl.fullname" .root -}}
{{- $suffix := ternary "-wait" "" .readOnly -}}
{{- $targets := list -}}
{{- range $name := list "postgres" "clickhouse" }}
{{- $database := index $databases $name }}
{{- if or $database.url $database.existingSecret }}
{{- $targets = append $targets $name }}
- name: PAWL_{{ upper $name }}_URL
  valueFrom:
    secretKeyRef:
      {{- if include "pawl.saysWhatIsMissing" $ }}
      optional: true
      {{- end }}
      {{- if $database.existingSecret }}
      name: {{ $database.existingSecret }}
      key: {{ $database.existingSecretKey }}
      {{- else }}
      name: {{ $full }}
      key: {{ $name }}{{ and $.readOnly (hasKey $.root.Values.wait.databases $name) | ternary $suffix "" }}
      {{- end }}
{{- if $database.passwordSecret }}
- name: PAWL_{{ upper $name }}_PASSWORD_FILE
  value: /run/secrets/pawl/{{ $name }}{{ $suffix }}/password
{{- end }}
{{- end }}
{{- end }}
{{- with .root.Values }}
{{- if not .config }}
- name: PAWL_TARGET
  value: {{ join "," $targets }}
{{- end }}
- name: PAWL_DIR
  value: {{ include "pawl.dir" $.root }}
{{- if .config }}
- name: PAWL_CONFIG
  value: /etc/pawl/pawl.yaml
{{- end }}
{{- range $variable, $value := dict
      "PAWL_LOCK_TIMEOUT" .options.lockTimeout
      "PAWL_LOG_FORMAT" .options.logFormat
      "PAWL_LOCK_WAIT" .options.lockWait
      "PAWL_OUT_OF_ORDER" .options.outOfOrder
      "PAWL_STATEMENT_TIMEOUT" .options.statementTimeout
      "PAWL_WAIT" .options.wait }}
{{- if ne (toString $value) "" }}
- name: {{ $variable }}
  value: {{ include "pawl.number" $value | quote }}
{{- end }}
{{- end }}
{{- with .env }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A million as such, and not as 1e+06: YAML's numbers come as floats. */}}
{{- define "pawl.number" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{- define "pawl.dir" -}}
{{- if or .Values.migrations.inline .Values.migrations.configMaps .Values.migrations.image.reference -}}
/migrations
{{- else -}}
{{ .Values.migrations.dir }}
{{- end -}}
{{- end -}}

{{- define "pawl.volumeMounts" -}}
{{- range $name, $_ := .root.Values.migrations.inline }}
- name: migrations-{{ $name }}
  mountPath: /migrations/{{ $name }}
  readOnly: true
{{- end }}
{{- range $name, $_ := .root.Values.migrations.configMaps }}
- name: migrations-{{ $name }}
  mountPath: /migrations/{{ $name }}
  readOnly: true
{{- end }}
{{- with .root.Values.migrations.image }}
{{- if .reference }}
- name: migrations
  mountPath: /migrations
  {{- with .subPath }}
  subPath: {{ . }}
  {{- end }}
  readOnly: true
{{- end }}
{{- end }}
{{- $suffix := ternary "-wait" "" .readOnly }}
{{- range $name, $database := fromYaml (include "pawl.databases" .) }}
{{- if $database.passwordSecret }}
- name: password-{{ $name }}{{ $suffix }}
  mountPath: /run/secrets/pawl/{{ $name }}{{ $suffix }}
  readOnly: true
{{- end }}
{{- end }}
{{- if .root.Values.config }}
- name: config
  mountPath: /etc/pawl
  readOnly: true
{{- end }}
{{- with .root.Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "pawl.volumesOf" -}}
{{- $full := include "pawl.fullname" .root }}
{{- range $name, $files := .root.Values.migrations.inline }}
- name: migrations-{{ $name }}
  configMap:
    name: {{ $full }}-{{ $name }}
{{- end }}
{{- range $name, $configMap := .root.Values.migrations.configMaps }}
- name: migrations-{{ $name }}
  configMap:
    name: {{ $configMap }}
{{- end }}
{{- with .root.Values.migrations.image }}
{{- if .reference }}
- name: migrations
  image:
    reference: {{ .reference }}
    pullPolicy: {{ .pullPolicy }}
{{- end }}
{{- end }}
{{- $suffix := ternary "-wait" "" .readOnly }}
{{- range $name, $database := fromYaml (include "pawl.databases" .) }}
{{- if $database.passwordSecret }}
- name: password-{{ $name }}{{ $suffix }}
  secret:
    secretName: {{ $database.passwordSecret }}
    {{- if include "pawl.saysWhatIsMissing" $ }}
    optional: true
    {{- end }}
    items:
      - {key: {{ $database.passwordSecretKey }}, path: password}
{{- end }}
{{- end }}
{{- if .root.Values.config }}
- name: config
  configMap:
    name: {{ $full }}-config
{{- end }}
{{- with .root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "pawl.containerOf" -}}
image: {{ include "pawl.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- with trim (include "pawl.env" .) }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with .root.Values.envFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with trim (include "pawl.volumeMounts" .) }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .root.Values.securityContext | nindent 2 }}
terminationMessagePolicy: FallbackToLogsOnError
{{- end -}}

{{/*
For the pods of the app, from the chart that has this one as a dependency:

    initContainers:
      {{- include "pawl.waitContainer" .Subcharts.pawl | nindent 8 }}
    volumes:
      {{- include "pawl.waitVolumes" .Subcharts.pawl | nindent 8 }}
*/}}
{{- define "pawl.waitContainer" -}}
{{- $wait := dict "root" . "readOnly" true -}}
- name: wait-for-migrations
  args:
    - wait
    - --timeout={{ include "pawl.number" .Values.wait.timeout }}
    {{- if ne (toString .Values.wait.interval) "" }}
    - --interval={{ include "pawl.number" .Values.wait.interval }}
    {{- end }}
    {{- with .Values.options.to }}
    - --to={{ . }}
    {{- end }}
  {{- include "pawl.containerOf" $wait | nindent 2 }}
  resources:
    {{- toYaml .Values.wait.resources | nindent 4 }}
{{- end -}}

{{- define "pawl.waitVolumes" -}}
{{- trim (include "pawl.volumesOf" (dict "root" . "readOnly" true)) | default "[]" -}}
{{- end -}}

{{- define "pawl.podTemplate" -}}
{{- $up := dict "root" . "readOnly" false -}}
metadata:
  labels:
    {{- include "pawl.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  restartPolicy: Never
  activeDeadlineSeconds: {{ int .Values.activeDeadlineSeconds }}
  terminationGracePeriodSeconds: {{ int .Values.terminationGracePeriodSeconds }}
  serviceAccountName: {{ include "pawl.serviceAccountName" . }}
  automountServiceAccountToken: {{ .Values.serviceAccount.automountToken }}
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  containers:
    - name: pawl
      args:
        - up
        {{- with .Values.options.to }}
        - --to={{ . }}
        {{- end }}
        {{- with .Values.extraArgs }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- include "pawl.containerOf" $up | nindent 6 }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
  {{- with trim (include "pawl.volumesOf" $up) }}
  volumes:
    {{- . | nindent 4 }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.podSpec }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
