namespace StorageCourse.Platform;

/// <summary>The program of <see cref="ProcessGuard"/>'s watcher, for any POSIX shell. $1 is the session's folder, $2 its mark as it stands in an environment.</summary>
internal static class WatcherScript
{
    public const string Text =
        """
        trap '' INT HUP TERM QUIT PIPE
        folder=$1 mark=$2 root=${1%/*}

        # state, parent and start time of process $1
        read_stat() {
            state= parent= started=
            read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
            set -- ${stat##*) }
            state=$1 parent=$2 started=${20}
        }

        is_alive() {
            if [ ! -d /proc/self ]; then kill -0 "$1" 2>/dev/null; return; fi
            read_stat "$1" && [ "$state" != Z ]
        }

        # Whether process $1, which was started at $2, has not ended.
        is_same() { is_alive "$1" && { [ "$2" = - ] || [ "$started" = "$2" ]; }; }

        add() { case " $victims " in *" $1 "*) return 1 ;; esac; [ "$1" != $$ ] && victims="$victims $1"; }

        # Adds to $victims all processes with the mark $1, then all descendants.
        add_marked_and_descendants() {
            if [ -n "$1" ]; then
                for file in $(grep -l "$1" /proc/[0-9]*/environ 2>/dev/null); do
                    id=${file#/proc/}; id=${id%/environ}
                    is_alive "$id" && add "$id"
                done
            fi
            again=yes
            while [ -n "$again" ]; do
                again=
                for file in /proc/[0-9]*/stat; do
                    id=${file#/proc/}; id=${id%/stat}
                    read_stat "$id" || continue
                    case " $victims " in *" $parent "*) [ "$state" != Z ] && add "$id" && again=yes ;; esac
                done
            done
        }

        # Waits until all of $victims have ended, a second at most; who has not is left there.
        await_end() {
            turns=0
            while [ -n "$victims" ] && [ $turns -lt 20 ]; do
                left=
                for id in $victims; do is_alive "$id" && left="$left $id"; done
                victims=$left
                [ -n "$victims" ] && sleep 0.05
                turns=$((turns + 1))
            done
        }

        # Removes the containers with label $2 from the Docker engine at $1.
        remove_containers() {
            if command -v docker >/dev/null; then
                for id in $(docker -H "$1" ps -aq --filter "label=$2"); do docker -H "$1" rm -f -v "$id"; done
                return
            fi
            for id in $(curl -s -G --unix-socket "${1#unix://}" --data all=1 --data-urlencode "filters={\"label\":[\"$2\"]}" http://docker/containers/json | grep -o '"Id":"[0-9a-f]*"'); do
                id=${id%?}
                curl -s -X DELETE --unix-socket "${1#unix://}" "http://docker/containers/${id##*:?}?force=1&v=1"
            done
        }

        # Ends what the session of folder $1 and mark $2 (or none) has started.
        end_session() {
            victims=
            if [ -f "$1/guard" ]; then
                while read -r kind id start signal; do
                    if [ "$kind" = process ] && is_same "$id" "$start"; then add "$id"; kill -s "$signal" "$id"; kill -s CONT "$id"; fi
                done < "$1/guard"
            fi
            asked=$victims
            add_marked_and_descendants "$2"
            for id in $victims; do
                case " $asked " in *" $id "*) ;; *) kill -s TERM "$id"; kill -s CONT "$id" ;; esac
            done
            await_end
            add_marked_and_descendants "$2"
            for id in $victims; do kill -s KILL "$id"; done
            # What they held is free only then.
            await_end
            if [ -f "$1/guard" ]; then
                while read -r kind what; do
                    case $kind in
                        containers) remove_containers "${what#* }" "${what%% *}" ;;
                        shm) [ -n "$what" ] && ipcs -m | grep -q "^[^ ]* *$what  *[^ ]*  *[^ ]*  *[^ ]*  *0 " && ipcrm -m "$what" ;;
                        file) rm -f -- "$what" ;;
                    esac
                done < "$1/guard"
            fi
            rm -rf -- "$1"
            # A process that was killed while it wrote may have left a file behind the removal.
            [ -e "$1" ] && sleep 0.2 && rm -rf -- "$1"
        }

        # Sessions that lost their watcher too, for instance to a power failure. Only this user's, and only where process ids mean the same.
        find "$root" -maxdepth 1 -name 'storage-course-*' -user "$(id -u)" | while IFS= read -r dead; do
            [ -f "$dead/guard" ] || continue
            read -r kind id start space < "$dead/guard"
            [ "$kind" = owner ] && [ "$space" = "$(readlink /proc/self/ns/pid || echo -)" ] || continue
            is_same "$id" "$start" || end_session "$dead" "COURSE_SESSION=${dead##*storage-course-}"
        done

        while read -r line; do :; done
        end_session "$folder" "$mark"
        """;
}
