#!/bin/sh
# Posts a message to a webhook of Slack's or Discord's form. Read by alert.sh: uses its `webhook`, `form`,
# `work`, refuse, is and run_sqlite. The URL lets everybody post who knows it, so it is in no argument and no output.

: "${webhook:?}" "${form=}"

check_webhook() {
  command -v curl >/dev/null || refuse 'curl is missing: install curl'
  # Among them those that mean something in curl's configuration.
  LC_ALL=C is "$webhook" "[]!#-[^-~]+" || refuse 'the URL of the webhook has characters that no URL has'
  # As for the API: http only where nothing leaves this machine.
  case $webhook in
    https://?* | http://127.0.0.1[:/]* | http://localhost[:/]*) ;;
    *) refuse 'the URL of the webhook must begin with https://' ;;
  esac
  case $form,$webhook in
    ,https://discord.com/api/*/slack | ,https://discordapp.com/api/*/slack) form=slack ;;
    ,https://discord.com/* | ,https://*.discord.com/* | ,https://discordapp.com/*) form=discord ;;
    ,*) form=slack ;;
  esac
}

# Names of accounts are anybody's: nobody is called by them, and no link is made of them.
write_body() {
  : "${work:?}"
  if [ "$form" = discord ]; then
    run_sqlite "$work/run.db" >"$work/body" <<SQL
SELECT json_object('content', group_concat(text, char(10)), 'allowed_mentions', json('{"parse":[]}'))
FROM (SELECT text FROM fresh WHERE $1 ORDER BY place);
SQL
  else
    run_sqlite "$work/run.db" >"$work/body" <<SQL
SELECT json_object('text', group_concat(replace(replace(replace(text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
                                        char(10)))
FROM (SELECT text FROM fresh WHERE $1 ORDER BY place);
SQL
  fi
}

# post_message CONDITION: true once the message was taken. Three attempts, of 20 seconds each at most, and
# waits of 30 at most. A redirect would take the message to who knows whom.
post_message() {
  write_body "$1"
  attempt=1
  while :; do
    code=0
    answer=$(printf 'url = "%s"\n' "$webhook" | curl -q --config - --silent --globoff --proto =https,http \
      --max-redirs 0 --connect-timeout 10 --max-time 20 --header 'Content-Type: application/json' \
      --data-binary "@$work/body" --dump-header "$work/headers" --output /dev/null \
      --write-out '%{http_code}' 2>/dev/null) || code=$?
    wait=$attempt
    case $code,$answer in
      0,2??) return 0 ;;
      0,3??) told="it answered with a redirect ($answer), which is not followed"; wait= ;;
      0,408 | 0,429 | 0,5??) told="HTTP $answer" ;;
      0,*) told="HTTP $answer: is the URL still right?"; wait= ;;
      6,*) told='its name is not known here' ;;
      7,*) told='nobody answers there' ;;
      28,*) told='no answer in 20 seconds' ;;
      35,* | 51,* | 58,* | 60,* | 77,*) told="TLS failed (curl's exit status $code)"; wait= ;;
      *) told="curl's exit status $code" ;;
    esac
    if [ -z "$wait" ] || [ "$attempt" = 3 ]; then
      echo "alert: the webhook did not take the message: $told. The next run tries again." >&2
      return 1
    fi
    asked=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,6\}\).*/\1/p' "$work/headers" | tail -n 1)
    [ "$code" != 0 ] || [ -z "$asked" ] || wait=$asked
    [ "$wait" -le 30 ] || {
      echo "alert: the webhook wants no message for $wait seconds. The next run tries again." >&2
      return 1
    }
    sleep "$wait"
    attempt=$((attempt + 1))
  done
}
